import type { Command, Outcome } from '../domain/commands.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { WireResponse } from '../wire/codec.ts';
import type { WireRequest } from '../wire/request.ts';

/** Says what a request is for, once that is known: an action such as `ec2:RunInstances`, and who it is answered for. */
export type Named = (action: string, requestId: string) => void;

/** Somebody who looks on while work is done. What is watched neither waits for it nor fails by it. */
export interface Watch {
  readonly request: (request: WireRequest, work: (named: Named) => Promise<WireResponse>) => Promise<WireResponse>;
  readonly command: (command: Command, work: () => Promise<Outcome>) => Promise<Outcome>;
}

/** All of these, one within the other. */
export const watchedBy = (watches: readonly Watch[]): Watch | undefined =>
  watches.length === 0
    ? undefined
    : watches.reduce((outer, inner) => ({
        request: (request, work) =>
          outer.request(request, (named) =>
            inner.request(request, (namedToo) =>
              work((...what) => {
                named(...what);
                namedToo(...what);
              }),
            ),
          ),
        command: (command, work) => outer.command(command, () => inner.command(command, work)),
      }));

/** A ledger whose commands are watched. */
export const watchedLedger = (ledger: Ledger, watch: Watch | undefined): Ledger =>
  watch ? { ...ledger, submit: (command) => watch.command(command, () => ledger.submit(command)) } : ledger;
