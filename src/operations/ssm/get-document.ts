import type { GetDocumentRequest, GetDocumentResult } from '@aws-sdk/client-ssm';
import {
  DOCUMENT_VERSION,
  GATHER_INVENTORY,
  gatherInventoryDocument,
} from '../../domain/associations/gather-inventory.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';

/** The document that makes an agent collect its inventory; there is no other. */
export const getDocument: Operation<GetDocumentRequest, GetDocumentResult> = {
  constraints: { Name: { length: [1, 256] }, DocumentFormat: { oneOf: ['JSON', 'YAML', 'TEXT'] } },
  async handle({ Name, DocumentVersion: version = DOCUMENT_VERSION, VersionName, DocumentFormat = 'JSON' }) {
    if (Name !== GATHER_INVENTORY)
      throw new Fault('InvalidDocument', `There is no document "${Name}": expected ${GATHER_INVENTORY}.`);
    if (VersionName !== undefined || ![DOCUMENT_VERSION, '$DEFAULT', '$LATEST'].includes(version))
      throw new Fault('InvalidDocumentVersion', `${GATHER_INVENTORY} has the version ${DOCUMENT_VERSION} alone.`);
    return {
      Name: GATHER_INVENTORY,
      DocumentVersion: DOCUMENT_VERSION,
      Status: 'Active',
      // YAML takes JSON as it is.
      Content: gatherInventoryDocument(),
      DocumentType: 'Policy',
      DocumentFormat,
    };
  },
};
