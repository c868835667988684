import type { License } from '../licenses/license.ts';

/** Hosts that cost the same of each license. */
export interface Offer {
  readonly costs: ReadonlyMap<License, number>;
  /** How many machines each of the hosts takes, the roomiest first. */
  readonly rooms: readonly number[];
  /** They would be allocated for it. */
  readonly isNew: boolean;
}

/** How many hosts to take of each offer, and how many machines have a place on them, up to what is wanted. */
export interface Choice {
  readonly counts: readonly number[];
  readonly placed: number;
}

/** Licenses that may be taken; one that is not named has no limit. */
export type Budget = ReadonlyMap<License, number>;

/** Offers that are weighed before the best choice so far is taken. Only many licenses that many hosts owe in part come near. */
const WEIGHED_AT_MOST = 200_000;

/** Heavier than any number of new hosts: a license saved counts for more. */
const LICENSE_WEIGHT = 10_000;

interface Lot extends Offer {
  readonly index: number;
  /** Machines that the first n hosts take, by n. */
  readonly capacity: readonly number[];
  /** What one host costs: its licenses and then, as a tie-breaker, that it is new. */
  readonly price: number;
}

/**
 * The hosts that have a place for as many machines as the budget allows, up to `wanted`; of the ways to do that one that
 * takes the fewest licenses, and of those one with the fewest new hosts. Of hosts that cost the same the roomiest are as
 * good as any others, so what is searched is only how many of each offer to take.
 */
export function chooseHosts(offers: readonly Offer[], wanted: number, budget: Budget): Choice {
  const lots = offers.map(toLot).sort((a, b) => a.price / a.rooms[0]! - b.price / b.rooms[0]!);
  let best: Taken = { counts: offers.map(() => 0), placed: 0, price: 0, left: budget };
  let weighed = 0;

  const look = (depth: number, taken: Taken): void => {
    if (isBetter(taken, best)) best = taken;
    const lot = lots[depth];
    if (!lot || taken.placed === wanted) return;
    weighed += lots.length - depth;
    if (weighed < WEIGHED_AT_MOST && !isPromising(lots.slice(depth), { taken, best, wanted })) return;
    const enough = lot.capacity.findIndex((machines) => taken.placed + machines >= wanted);
    const most = Math.min(payable(lot, taken.left), enough < 0 ? lot.rooms.length : enough);
    for (let n = most; n >= 0 && (n === most || weighed < WEIGHED_AT_MOST); n -= 1)
      look(depth + 1, takeOf(taken, lot, { n, wanted }));
  };
  look(0, best);
  return best;
}

interface Taken extends Choice {
  readonly price: number;
  readonly left: Budget;
}

const isBetter = (a: Taken, b: Taken): boolean => a.placed > b.placed || (a.placed === b.placed && a.price < b.price);

const takeOf = (
  { counts, placed, price, left }: Taken,
  lot: Lot,
  { n, wanted }: { n: number; wanted: number },
): Taken => ({
  counts: counts.with(lot.index, n),
  placed: Math.min(wanted, placed + lot.capacity[n]!),
  price: price + n * lot.price,
  left: new Map([...left].map(([license, amount]) => [license, amount - n * (lot.costs.get(license) ?? 0)])),
});

function toLot(offer: Offer, index: number): Lot {
  const capacity = [0];
  for (const room of offer.rooms) capacity.push(capacity.at(-1)! + room);
  const licenses = [...offer.costs.values()].reduce((sum, amount) => sum + amount, 0);
  return { ...offer, index, capacity, price: licenses * LICENSE_WEIGHT + (offer.isNew ? 1 : 0) };
}

/** How many hosts of a lot can be paid for. */
function payable({ costs, rooms }: Lot, left: Budget): number {
  let most = rooms.length;
  for (const [license, amount] of costs)
    most = Math.min(most, Math.floor((left.get(license) ?? Number.POSITIVE_INFINITY) / amount));
  return most;
}

/** Whether these lots could still make more of what is taken than the best so far: each taken by itself, at its best. */
function isPromising(
  lots: readonly Lot[],
  { taken, best, wanted }: { taken: Taken; best: Taken; wanted: number },
): boolean {
  const reach = lots.reduce((sum, lot) => sum + lot.capacity[payable(lot, taken.left)]!, 0);
  const placed = Math.min(wanted, taken.placed + reach);
  if (placed !== best.placed) return placed > best.placed;
  const perMachine = Math.min(...lots.map((lot) => lot.price / lot.rooms[0]!));
  return taken.price + (best.placed - taken.placed) * perMachine < best.price;
}
