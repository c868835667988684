import type { UnsignedRequest } from '../signed-request.ts';
import type { Random } from './random.ts';

type Mutate = (request: UnsignedRequest, random: Random) => UnsignedRequest;

const bodyOf = ({ body = '' }: UnsignedRequest) => Buffer.from(body);
const isJson = ({ headers = {} }: UnsignedRequest) => /json/.test(headers['content-type'] ?? '');
const withBody = (request: UnsignedRequest, body: Buffer | string): UnsignedRequest => ({ ...request, body });
const withHeaders = (request: UnsignedRequest, headers: Record<string, string>): UnsignedRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

const DEEP = 100_000;
const jsonBodies = [
  '[]',
  '"text"',
  '1',
  'null',
  '{',
  '{}{}',
  '{"a":1,}',
  "{'a':1}",
  '{"__proto__":{"x":1}}',
  '[{'.repeat(1_000),
  '['.repeat(DEEP) + ']'.repeat(DEEP),
  '{"a":'.repeat(DEEP) + 1 + '}'.repeat(DEEP),
  `{"MaxResults":${'9'.repeat(400)}}`,
];
const parameters = [
  'a',
  '=',
  '=x',
  '&&&&',
  'a=%',
  'a=%zz',
  'a=%C3',
  'a=%ED%A0%80',
  'a=%00',
  '%00=a',
  '__proto__=1',
  'Filter=',
  'Filter.0.Name=a',
  'Filter.-1.Name=a',
  'Filter.1e3.Name=a',
  'Filter.999999999999.Name=a',
  'Filter.1=a&Filter.1.Name=b',
  'Filter.1.Name=a&Filter.1.Name=b',
  'DryRun=maybe',
  'DryRun=true',
  'Action=DescribeRegions',
  'Version=1',
  `${'A.'.repeat(DEEP)}A=1`,
  Array.from({ length: 20_000 }, (_, index) => `InstanceId.${index}=i`).join('&'),
];
const targets = [
  ...['', '.', 'AWSLicenseManager', 'AWSLicenseManager.', '.GetServiceSettings', 'AWSLicenseManager.__proto__'],
  ...['AWSLicenseManager.constructor', 'AmazonEC2.RunInstances', 'Headroom.GetServiceSettings', 'x'.repeat(4_000)],
];
const contentTypes = [
  '',
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  ';;;',
];

/** What can be wrong about a request, whatever is in it. All are signed as they are sent. */
export const requestMutations: Readonly<Record<string, Mutate>> = {
  'truncated body': (request, { below }) =>
    withBody(request, bodyOf(request).subarray(0, below(bodyOf(request).length + 1))),
  'broken byte': (request, { below, pick }) => {
    const body = bodyOf(request);
    if (body.length > 0) body[below(body.length)] = pick([0, 0x22, 0x25, 0x80, 0xc3, 0xed, 0xff]);
    return withBody(request, body);
  },
  'broken body': (request, { pick }) =>
    isJson(request) ? withBody(request, pick(jsonBodies)) : withBody(request, `${bodyOf(request)}&${pick(parameters)}`),
  'repeated body': (request) =>
    withBody(
      request,
      isJson(request)
        ? `${bodyOf(request)}`.replace(/^\{(.+)\}$/s, '{$1,$1}')
        : `${bodyOf(request)}&${bodyOf(request)}`,
    ),
  'odd target': (request, { pick }) => withHeaders(request, { 'x-amz-target': pick(targets) }),
  'odd content type': (request, { pick }) => withHeaders(request, { 'content-type': pick(contentTypes) }),
  'no content type': ({ headers: { 'content-type': _, ...headers } = {}, ...request }) => ({ ...request, headers }),
  'odd headers': (request, { pick }) =>
    withHeaders(request, {
      'x-amz-date-x': 'x',
      accept: '*',
      'user-agent': pick(['', 'x'.repeat(2_000)]),
      cookie: ';=;',
    }),
  'odd method': (request, { pick }) => ({
    ...request,
    method: pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'QUERY']),
  }),
  'parameters in the query': (request, { pick }) => ({
    ...request,
    method: pick(['GET', 'POST', 'HEAD']),
    body: '',
    query: Object.fromEntries(new URLSearchParams(bodyOf(request).subarray(0, 5_000).toString())),
  }),
  'odd path': (request, { pick }) => ({
    ...request,
    path: pick([
      '//',
      '/%',
      '/%zz',
      '/%00',
      '/a/../b',
      '/healthz',
      '/healthz/',
      '/%C3%BC',
      '/a'.repeat(500),
      '/resources/%zz/tags',
      '/resources/%00/tags',
    ]),
  }),
  'other service': (request, { pick }) => ({
    ...request,
    service: pick(['s3', 'ec2', 'sts', 'license-manager', 'resource-groups', 'headroom']),
  }),
};
