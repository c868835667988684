import type { ListRootsRequest, ListRootsResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { pageConstraints } from './list-page.ts';
import { rootShape } from './organization-shapes.ts';
import { readableOrganization } from './own-organization.ts';

/** An organization has one root. */
export const listRoots: Operation<ListRootsRequest, ListRootsResponse> = {
  constraints: pageConstraints,
  handle: async (_, context) => ({ Roots: [rootShape(await readableOrganization(context))] }),
};
