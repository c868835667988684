import type { Operation } from '../operation.ts';

/** The names of a service's operations, from the commands that its SDK client exports. */
export type OperationName<Sdk> = {
  [Key in keyof Sdk & string]: Key extends `${infer Name}Command` ? Name : never;
}[keyof Sdk & string];

type Command<Sdk, Name extends string> = Sdk[`${Name}Command` & keyof Sdk] extends abstract new (
  ...args: never[]
) => infer Instance
  ? Instance
  : never;

type Input<C> = C extends { readonly input: infer I } ? I : never;
// biome-ignore lint/suspicious/noExplicitAny: only the output's type is read off the command
type Output<C> = C extends { resolveMiddleware: (...args: any[]) => (...args: any[]) => Promise<{ output: infer O }> }
  ? O
  : unknown;

/**
 * The operations of a service that are built, tied by type to the SDK's list: a name that the service does not have, or a
 * handler with another input or output, does not compile. What is not in the table answers "not implemented".
 */
export type OperationTable<Sdk> = {
  readonly [Name in OperationName<Sdk>]?: Operation<
    Input<Command<Sdk, Name>>,
    Omit<Output<Command<Sdk, Name>>, '$metadata'>
  >;
};

/** A table as the pipeline uses it, once the types have done their work. */
// biome-ignore lint/suspicious/noExplicitAny: input and output types differ by operation
export type AnyOperationTable = Readonly<Record<string, Operation<any, any>>>;
