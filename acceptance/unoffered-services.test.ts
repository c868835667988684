import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { awsRefused } from './aws-cli.ts';

// What a user reads who sends another service's commands here.

const commands: readonly (readonly [title: string, ...command: string[]])[] = [
  ['Elastic Load Balancing', 'elb', 'describe-load-balancers'],
  ['Amazon S3', 's3api', 'list-objects-v2', '--bucket', 'my-bucket'],
  ['Amazon DynamoDB', 'dynamodb', 'list-tables'],
  ['Amazon SQS', 'sqs', 'list-queues'],
  ['AWS Lambda', 'lambda', 'list-functions'],
  ['AWS CloudFormation', 'cloudformation', 'list-stacks'],
];

describe('the AWS CLI says that a service is not offered, and which are', () => {
  for (const [title, ...command] of commands)
    test(command.join(' '), async () => {
      const text = await awsRefused(...command, '--cli-read-timeout', '20');
      assert.match(text, new RegExp(`Headroom does not offer ${title}; it offers AWS License Manager, Amazon EC2`));
    });
});
