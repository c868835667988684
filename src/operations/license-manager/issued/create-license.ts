import type { CreateLicenseRequest, CreateLicenseResponse } from '@aws-sdk/client-license-manager';
import { issuedLicenseArn } from '../../../domain/arn.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import type { Operation } from '../../../operation.ts';
import { insertIssuedLicense } from '../../../store/issued-license.ts';
import { putTags } from '../../../store/tag.ts';
import { changeOnce } from '../../change-once.ts';
import { licenseTagRows, tagConstraints } from '../license-tags.ts';
import { termsConstraints, termsOf } from './issued-terms.ts';
import { checkHome, statusNow } from './named-issued-license.ts';

/** A license is there at once, where AWS's is PENDING_AVAILABLE for a moment. */
export const createLicense: Operation<CreateLicenseRequest, CreateLicenseResponse> = {
  constraints: { ...termsConstraints, ...tagConstraints },

  async handle(request, context) {
    const { accountId, region, requestId, now: at } = context;
    const { HomeRegion: homeRegion, ProductSKU: productSku, Beneficiary: beneficiary } = request;
    checkHome(homeRegion!, context);
    const { terms, validity } = termsOf(request);
    const id = idFromSeed('l', requestId, 0, 32);
    const tags = licenseTagRows({ accountId, region, id }, request.Tags, 'license');
    const scope = { accountId, homeRegion: homeRegion!, productSku: productSku!, beneficiary: beneficiary! };
    const detail = { ...terms, ProductSKU: productSku, Beneficiary: beneficiary, tags: request.Tags };
    const once = {
      input: request,
      mismatch: 'ValidationException',
      resources: [issuedLicenseArn(accountId, id)],
      detail,
    };
    const made = await changeOnce(context, once, async (trx) => {
      await insertIssuedLicense(trx, { id, ...scope, terms, validity, status: 'AVAILABLE', at });
      await putTags(trx, tags);
      return { id };
    });
    const Status = await statusNow(context, made.id);
    return { LicenseArn: issuedLicenseArn(accountId, made.id), Status, Version: '1' };
  },
};
