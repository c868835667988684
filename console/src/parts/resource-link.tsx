import Link from '@cloudscape-design/components/link';
import { useHref } from '../shell/region.ts';
import { idInArn } from './arn.ts';

/** Where pages of resources are, by the kind of resource in its ARN. */
const PAGES: Readonly<Record<string, string>> = {
  instance: '/instances',
  image: '/images',
  'dedicated-host': '/hosts',
  'managed-instance': '/inventory',
};

/** A resource by its id, with a link to the list that has it. */
export function ResourceLink({ arn = '' }: { arn?: string | undefined }) {
  const href = useHref();
  const id = idInArn(arn);
  const kind = /:([\w-]+)\/[^/]*$/.exec(arn)?.[1] ?? '';
  const page = Object.hasOwn(PAGES, kind) && PAGES[kind];
  return page ? <Link href={href(`${page}?id=${encodeURIComponent(id)}`)}>{id}</Link> : id;
}
