import type { Filter, Tag } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import type { Subnet, Vpc } from '../../../domain/networks/vpc.ts';
import type { RequestContext } from '../../../operation.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { listSubnets, listVpcs } from '../../../views/ec2/vpcs.ts';
import type { Ec2Kind } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { namedItems } from '../listing/named-items.ts';
import { type PagedRequest, pageItems } from '../listing/page-items.ts';

interface FittingList<Shape> {
  readonly operation: string;
  readonly kind: Ec2Kind;
  readonly ids: readonly string[] | undefined;
  readonly idOf: (shape: Shape) => string;
  readonly describe: (vpc: Vpc, subnets: readonly Subnet[]) => Shape[];
  readonly accessors: Accessors<Shape>;
}

/** The page that a request asks for of what comes with VPCs, such as their network ACLs, in the order of the ids. */
export async function listFittings<Shape extends { Tags?: Tag[] | undefined }>(
  request: PagedRequest & { readonly Filters?: Filter[] | undefined },
  { db, accountId, region }: RequestContext,
  list: FittingList<Shape>,
): Promise<{ items: Shape[]; nextToken: string | undefined }> {
  const { idOf } = list;
  const scope = { accountId, region };
  const [vpcs, subnets] = [await listVpcs(db, scope), await listSubnets(db, scope)];
  const byVpc = Map.groupBy(subnets, ({ vpcId }) => vpcId);
  const all = vpcs.flatMap((vpc) => list.describe(vpc, byVpc.get(vpc.id) ?? []));
  const chosen = namedItems(all, list.ids, list).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const tags = await readTags(db, chosen.map(idOf));
  const tagged = chosen.map((shape) => ({ ...shape, Tags: tags.get(idOf(shape)) ?? [] }));
  const matching = await filterItems(tagged, request.Filters, {
    accessors: list.accessors,
    tagsOf: (shape) => shape.Tags,
  });
  const paging = { operation: list.operation, keyOf: (shape: Shape) => [idOf(shape)], keyParts: 1, defaultLimit: 1000 };
  const { items, nextToken } = pageItems(matching, request, paging);
  return { items: [...items], nextToken };
}
