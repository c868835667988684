/** The id at the end of a resource's ARN. */
export const idInArn = (arn = ''): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
