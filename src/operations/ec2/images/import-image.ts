import type { ImportImageRequest, ImportImageResult } from '@aws-sdk/client-ec2';
import { parseLicenseConfigurationArn } from '../../../domain/arn.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import { LICENSES_PER_RESOURCE } from '../../../domain/licenses/license-claim.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { insertImportTask } from '../../../store/import-image-task.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { listImportTasks } from '../../../views/ec2/import-image-tasks.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { findVisibleLicenses } from '../../../views/license-manager/visible-licenses.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, IMPORT_IMAGE_TASK } from '../ec2-ids.ts';
import { licenseArnsOf } from '../instances/license-specifications.ts';
import { refusalFault } from '../refusal-fault.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { ownSnapshots } from './image-devices.ts';
import { describeImportTask } from './import-image-description.ts';
import { importPlanOf } from './import-image-plan.ts';

/** On AWS it takes an hour for the disks to be read, which nobody does here. */
const IMPORT_MS = 1_000;

const TEXT = { length: [0, 1024] } as const;

/** Begins an import; a task by the clock makes the image and ties it to the licenses. An image consumes none of them. */
export const importImage: Operation<ImportImageRequest, ImportImageResult> = {
  resources: ({ LicenseSpecifications: licenses = [] }) =>
    licenses.flatMap(({ LicenseConfigurationArn: arn }) => arn ?? []),
  constraints: {
    ClientToken: { length: [0, 128] },
    Description: { length: [0, 255] },
    Architecture: { oneOf: ['i386', 'x86_64', 'arm64'] },
    BootMode: { oneOf: ['legacy-bios', 'uefi'] },
    Hypervisor: { oneOf: ['xen'] },
    KmsKeyId: { length: [1, 2048] },
    RoleName: { length: [0, 64] },
    DiskContainers: { items: [0, 26] },
    'DiskContainers[].Description': TEXT,
    'DiskContainers[].DeviceName': { length: [1, 64] },
    'DiskContainers[].SnapshotId': {
      pattern: /^snap-[0-9a-f]{8,17}$/,
      form: 'a snapshot ID such as snap-0123456789abcdef0',
    },
    'DiskContainers[].Url': {
      length: [1, 2048],
      pattern: /^(s3|https?):\/\/\S+$/i,
      form: 'a URL of s3://, https:// or http://',
    },
    'DiskContainers[].UserBucket.S3Bucket': TEXT,
    'DiskContainers[].UserBucket.S3Key': TEXT,
  },

  async handle(request, context) {
    const { db, accountId, region, requestId, now: at } = context;
    const plan = importPlanOf(request);
    const licenseArns = licenseArnsOf(request.LicenseSpecifications, context);
    await ownSnapshots(
      plan.disks.flatMap((disk) => disk.snapshotId ?? []),
      context,
    );
    await checkLicenses(licenseArns, context);
    const tags = tagsFor(request.TagSpecifications, 'import-image-task');
    const id = idFromSeed('import-ami', requestId);
    const resources = [ec2Arn(IMPORT_IMAGE_TASK, id, context), ...licenseArns];
    const { importTaskId } = await changeOnce(context, { input: request, resources }, async (trx) => {
      const times = { at, dueAt: new Date(at.getTime() + IMPORT_MS) };
      await insertImportTask(trx, { accountId, region, id, plan, licenseArns }, times);
      await putTags(trx, tagRows({ accountId, region, resourceId: id, resourceType: 'import-image-task' }, tags));
      return { importTaskId: id };
    });
    const [task] = await listImportTasks(db, context, { ids: [importTaskId] });
    if (!task) throw IMPORT_IMAGE_TASK.notFound([importTaskId]); // its client token outlived it
    const { BootMode: _, ...described } = describeImportTask(
      task,
      (await readTags(db, [importTaskId])).get(importTaskId),
    );
    return described;
  },
};

/** Faults as RunInstances does where a license is not there, not visible, or one too many. */
async function checkLicenses(arns: readonly string[], context: RequestContext): Promise<void> {
  const refs = arns.map((arn) => ({ arn, ...parseLicenseConfigurationArn(arn)! }));
  const ids = refs.map((ref) => ref.id);
  const owners = await findVisibleLicenses(context.db, ids, context);
  const unknown = refs.find((ref) => ref.region !== context.region || owners.get(ref.id) !== ref.accountId);
  if (unknown) throw refusalFault({ kind: 'license-not-found', arn: unknown.arn });
  if (arns.length > LICENSES_PER_RESOURCE)
    throw refusalFault({ kind: 'too-many-licenses', count: arns.length, limit: LICENSES_PER_RESOURCE });
}
