import type { DeleteTokenRequest, DeleteTokenResponse } from '@aws-sdk/client-license-manager';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import type { Operation } from '../../../operation.ts';
import { deleteIssuedToken, findIssuedToken } from '../../../store/issued-token.ts';
import { change } from '../../change.ts';
import { checkHome, notThere } from './named-issued-license.ts';

/** Access tokens that it was exchanged for are good for nothing from then on, either. */
export const deleteToken: Operation<DeleteTokenRequest, DeleteTokenResponse> = {
  constraints: { TokenId: { length: [1, 128] } },

  async handle({ TokenId: id }, context) {
    const { accountId, db } = context;
    const token = await findIssuedToken(db, id!);
    if (token?.accountId !== accountId) throw unknownToken(id!);
    checkHome(token.homeRegion, context);
    const resources = [issuedLicenseArn(token.ownerId, token.licenseId)];
    await change(context, { resources, detail: { tokenId: id } }, async (trx) => {
      if (!(await deleteIssuedToken(trx, { accountId, id: id! }))) throw unknownToken(id!);
    });
    return {};

    function unknownToken(tokenId: string) {
      return notThere(context, `There is no token ${tokenId} in this account; ListTokens names those there are.`);
    }
  },
};
