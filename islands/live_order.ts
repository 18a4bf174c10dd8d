// Events of one topic, in order: the contract between the gateway's numbers and a page's state.
// A reducer is pure: (state, event) => state. It never sees a number twice, out of order, or an empty one.

export interface LiveEvent<D = unknown> {
  readonly topic: string;
  readonly seq: number;
  readonly kind: string;
  /** When it was committed, ISO 8601 in UTC. */
  readonly at: string;
  readonly data: D;
}

export type Reducer<S> = (state: S, event: LiveEvent) => S;

/** A state, and the number of the last event that is in it. */
export interface Numbered<S> {
  readonly state: S;
  readonly seq: number;
}

/** A number that carries nothing for this reader. */
export const SKIP = "live.skip";

export type Step = "apply" | "skip" | "repeat" | "gap";

/** What to do with number `seq` when `last` is the last one seen. */
export function step(last: number, seq: number, kind: string): Step {
  if (seq <= last) return "repeat";
  if (seq > last + 1) return "gap";
  return kind === SKIP ? "skip" : "apply";
}

/** The state after `events`; what is already in it is left out. Throws RangeError at a gap: fetch the state again. */
export function applyInOrder<S>(
  from: Numbered<S>,
  events: Iterable<LiveEvent>,
  reduce: Reducer<S>,
): Numbered<S> {
  let { state, seq } = from;
  for (const event of events) {
    const next = step(seq, event.seq, event.kind);
    if (next === "repeat") continue;
    if (next === "gap") throw new RangeError(`${event.topic}: ${event.seq} came after ${seq}`);
    if (next === "apply") state = reduce(state, event);
    seq = event.seq;
  }
  return { state, seq };
}
