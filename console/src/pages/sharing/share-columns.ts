import type { ResourceShare } from '@aws-sdk/client-ram';
import { formatTime } from '../../parts/format-time.ts';
import type { Column } from '../../parts/resource-table.tsx';

export const arnOf = ({ resourceShareArn: arn }: ResourceShare): string => arn!;

export const SHARE_COLUMNS: readonly Column<ResourceShare>[] = [
  { id: 'name', header: 'Share', value: ({ name }) => name, width: 240 },
  { id: 'owner', header: 'Owner', value: ({ owningAccountId: owner }) => owner, width: 150 },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  {
    id: 'external',
    header: 'Outside of the organization',
    value: ({ allowExternalPrincipals: external }) => (external ? 'Yes' : 'No'),
  },
  { id: 'created', header: 'Created', value: ({ creationTime: at }) => formatTime(at), width: 200 },
];
