import { Fault } from '../fault.ts';
import { clip } from './scalar.ts';
import { services } from './services.ts';

/** What a person calls services that clients ask for here by mistake, by the name that they sign for. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['iam', 'IAM'],
  ['ssmmessages', 'the message gateway of Systems Manager, without which agents go on by ec2messages'],
  ['s3', 'Amazon S3'],
  ['dynamodb', 'Amazon DynamoDB'],
  ['sqs', 'Amazon SQS'],
  ['cloudformation', 'AWS CloudFormation'],
  ['lambda', 'AWS Lambda'],
  ['cloudtrail', 'AWS CloudTrail'],
  ['logs', 'Amazon CloudWatch Logs'],
  ['events', 'Amazon EventBridge'],
  ['kms', 'AWS KMS'],
  ['secretsmanager', 'AWS Secrets Manager'],
  ['autoscaling', 'Amazon EC2 Auto Scaling'],
  ['elasticloadbalancing', 'Elastic Load Balancing'],
  ['ecs', 'Amazon ECS'],
  ['eks', 'Amazon EKS'],
  ['route53', 'Amazon Route 53'],
  ['cloudfront', 'Amazon CloudFront'],
  ['tagging', 'the Resource Groups Tagging API'],
]);

/** Those that answer REST requests in XML. */
const XML_SERVICES: ReadonlySet<string> = new Set(['s3', 's3express', 's3-outposts', 'route53', 'cloudfront']);

export const answersInXml = (id: string): boolean => XML_SERVICES.has(id);

export const isOffered = (id: string): boolean => services.some((service) => service.id === id);

/** The services that are offered, as a person calls them. */
export const offeredTitles: readonly string[] = [
  ...new Set(services.flatMap(({ client, title }) => (client ? [title] : []))),
];

/** The refusal of a request for a service that is not here. */
export const notOffered = (id: string): Fault =>
  new Fault(
    'NotImplemented',
    `Headroom does not offer ${TITLES.get(id) ?? `the service ${clip(id)}`}; it offers ${offeredTitles.join(', ')}. Send other services' requests to AWS: set the endpoint for these services alone, by AWS_ENDPOINT_URL_LICENSE_MANAGER and its like.`,
    501,
  );
