import { findPublicImage } from '../../domain/catalogue/public-images.ts';
import { Fault } from '../../fault.ts';
import { checkId, type Ec2Kind, ec2Arn, IMAGE, INSTANCE, LAUNCH_TEMPLATE } from './ec2-ids.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const KINDS: readonly Ec2Kind[] = [INSTANCE, IMAGE, LAUNCH_TEMPLATE];

/** Kinds of resources that Headroom keeps none of: no id of theirs is there to be tagged. */
const NEVER_THERE: Readonly<Record<string, readonly [code: string, name: string]>> = {
  vol: ['InvalidVolume.NotFound', 'volume'],
  snap: ['InvalidSnapshot.NotFound', 'snapshot'],
  eni: ['InvalidNetworkInterfaceID.NotFound', 'network interface ID'],
  h: ['InvalidHostID.NotFound', 'Dedicated Host'],
};

const kindOf = (id: string): Ec2Kind | undefined => KINDS.find(({ prefix }) => id.startsWith(`${prefix}-`));

/** For the authorization step and the audit trail: the ARNs of the resources that ids name. */
export const taggedArns = ({ Resources: ids = [] }: { Resources?: string[] | undefined }, scope: Scope): string[] =>
  ids.flatMap((id) => {
    const kind = kindOf(id);
    return kind ? [ec2Arn(kind, id, scope)] : [];
  });

/** The ids to tag, each once, all of a kind that can be tagged and in its form; otherwise the fault of the first that is not. */
export function checkTaggable(ids: readonly string[], { region }: Scope): string[] {
  for (const id of ids) {
    const kind = kindOf(id);
    if (!kind) throw unknownKind(id);
    checkId(kind, id);
    if (findPublicImage(region, id))
      throw new Fault('UnsupportedOperation', `Image ${id} is public; tag a copy of your own instead.`);
  }
  return [...new Set(ids)];
}

/** Faults with the kind's own code unless all ids are among those that are there. */
export function checkAllThere(ids: readonly string[], there: ReadonlyMap<string, string>): void {
  for (const kind of KINDS) {
    const missing = ids.filter((id) => kindOf(id) === kind && !there.has(id));
    if (missing.length > 0) throw kind.notFound(missing);
  }
}

function unknownKind(id: string): Fault {
  const prefix = /^([a-z]+)-[0-9a-f]{8,17}$/.exec(id)?.[1] ?? '';
  const known = Object.hasOwn(NEVER_THERE, prefix) ? NEVER_THERE[prefix] : undefined;
  return known
    ? new Fault(known[0], `The ${known[1]} '${id}' does not exist.`)
    : new Fault('InvalidID', `The ID '${id}' is not valid`);
}
