import type { AuditSigner } from '../../access/audit-signer.ts';
import type { Operation } from '../../operation.ts';

interface GetAuditKeysResponse {
  readonly Keys: readonly { readonly KeyId: string; readonly PublicKey: string }[];
}

/** The public keys, in PEM, that the audit trail was signed with. */
export const getAuditKeys = (signer: AuditSigner): Operation<Record<string, never>, GetAuditKeysResponse> => ({
  async handle() {
    const keys = Object.entries(await signer.publicKeys());
    return { Keys: keys.map(([KeyId, PublicKey]) => ({ KeyId, PublicKey })) };
  },
});
