import type { LaunchPermission, ModifyImageAttributeRequest } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { EVERYBODY } from '../../../domain/images/image.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import {
  grantLaunch,
  type OwnImage,
  revokeLaunch,
  setImageDescription,
  setImageSettings,
} from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { ec2Arn, IMAGE } from '../ec2-ids.ts';
import { changeImage } from './change-image.ts';

type Request = ModifyImageAttributeRequest;
type Work = (trx: Transaction<DB>, image: OwnImage) => Promise<void>;

/**
 * Changes one attribute of an image: who may launch it, its description, or that it wants the newer metadata service.
 * What is shared with another account shows in its DescribeImages and can be launched there.
 */
export const modifyImageAttribute: Operation<Request, object> = {
  constraints: {
    Attribute: { oneOf: ['description', 'launchPermission', 'imdsSupport'], anyCase: true },
    OperationType: { oneOf: ['add', 'remove'] },
    'Description.Value': { length: [0, 255] },
    'ImdsSupport.Value': { oneOf: ['v2.0'] },
  },
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle(request, context) {
    const works = [...descriptionChange(request), ...imdsChange(request), ...permissionChange(request)];
    if (works.length !== 1)
      throw new Fault('InvalidParameterCombination', 'Give exactly one attribute of the image to be changed.');
    const { ImageId, DryRun, ...detail } = request;
    await changeImage(ImageId!, context, { detail, work: works[0]! });
    return {};
  },
};

function descriptionChange({ Attribute, Value, Description }: Request): Work[] {
  const description = Description?.Value ?? (Attribute?.toLowerCase() === 'description' ? (Value ?? '') : undefined);
  return description === undefined ? [] : [(trx, { imageId }) => setImageDescription(trx, imageId, description)];
}

function imdsChange({ Attribute, Value, ImdsSupport }: Request): Work[] {
  const imdsSupport = ImdsSupport?.Value ?? (Attribute?.toLowerCase() === 'imdssupport' ? Value : undefined);
  return imdsSupport === undefined ? [] : [(trx, { imageId }) => setImageSettings(trx, imageId, { imdsSupport })];
}

/** In the newer form, LaunchPermission, or the older one of OperationType with UserIds and UserGroups. */
function permissionChange(request: Request): Work[] {
  const { LaunchPermission: given, OperationType: operation, UserIds = [], UserGroups = [] } = request;
  if (request.OrganizationArns?.length || request.OrganizationalUnitArns?.length) throw forOrganizations();
  const named = [...UserIds.map((UserId) => ({ UserId })), ...UserGroups.map((Group) => ({ Group: Group as 'all' }))];
  const add = [...(given?.Add ?? []), ...(operation === 'add' ? named : [])].map(granteeOf);
  const remove = [...(given?.Remove ?? []), ...(operation === 'remove' ? named : [])].map(granteeOf);
  if (add.length + remove.length === 0) return [];
  return [
    async (trx, image) => {
      await revokeLaunch(trx, image.imageId, remove);
      await grantLaunch(
        trx,
        image,
        add.filter((grantee) => grantee !== image.accountId),
      );
    },
  ];
}

function granteeOf({ UserId: accountId, Group: group, ...organizations }: LaunchPermission): string {
  if (Object.values(organizations).some(Boolean)) throw forOrganizations();
  if (group === EVERYBODY) return EVERYBODY;
  if (accountId && /^\d{12}$/.test(accountId)) return accountId;
  throw new Fault(
    'InvalidAMIAttributeItemValue',
    `Invalid attribute item value "${accountId ?? group}" for userId item type.`,
  );
}

const forOrganizations = (): Fault =>
  new Fault('UnsupportedOperation', 'Headroom shares images with accounts, not with organizations or their units.');
