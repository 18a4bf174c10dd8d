/**
 * Whose pictures this person receives: theirs who spoke last, who are pinned and who share a screen, as many as the
 * room's size and the line allow. Sound is never traded for a picture. A pure judgement; the mesh carries it out.
 */

import type { Attention, Grade } from "./port";
import type { Want } from "./signals";

export interface Seen {
  readonly person: string;
  readonly cameraOn: boolean;
  readonly screenOn: boolean;
  readonly speaking: boolean;
  /** Milliseconds, or null for someone who hasn't spoken. */
  readonly spokeAt: number | null;
}

export interface Wanted {
  readonly camera: Want;
  readonly screen: Want;
}

/** Pictures at once when the line is good. Eleven others in a room of twelve: the last five who spoke. */
function places(size: number, down: Grade): number {
  if (down === 0) return 0;
  const full = size <= 7 ? size - 1 : size <= 9 ? 6 : 5;
  if (down === 3) return full;
  if (down === 2) return Math.min(full, Math.max(3, Math.ceil(full / 2)));
  return Math.min(full, size <= 4 ? 2 : 1);
}

/**
 * `people` in a lasting order (that of arrival), which breaks ties so that pictures don't jump. `size` counts everyone
 * in the room, ourselves too.
 */
export function decide(
  people: readonly Seen[],
  down: Grade,
  size: number,
  attention: Attention,
): ReadonlyMap<string, Wanted> {
  const inView = (person: string): boolean => attention.inView === null || attention.inView.includes(person);
  const pinned = (person: string): boolean => attention.pinned.includes(person);
  const rank = (seen: Seen): number =>
    pinned(seen.person) ? Number.POSITIVE_INFINITY : seen.speaking ? Number.MAX_VALUE : (seen.spokeAt ?? -1);

  const sharing = people.some((seen) => seen.screenOn);
  const candidates = people.filter((seen) => seen.cameraOn && inView(seen.person));
  const order = candidates.map((seen, at) => ({ seen, at }));
  order.sort((a, b) => (rank(a.seen) === rank(b.seen) ? a.at - b.at : rank(b.seen) > rank(a.seen) ? 1 : -1));
  // A shared screen is what people look at: faces beside it are few and small.
  const free = sharing ? Math.min(places(size, down), down === 3 ? 3 : 1) : places(size, down);
  const chosen = new Set(order.slice(0, free).map(({ seen }) => seen.person));

  return new Map(
    people.map((seen) => {
      const large =
        !sharing && down === 3 && (size <= 5 || pinned(seen.person) || (size <= 9 && seen.speaking));
      const camera: Want = !chosen.has(seen.person) ? "none" : large ? "high" : "low";
      const screen: Want = !seen.screenOn || down === 0 ? "none" : down >= 2 ? "high" : "low";
      return [seen.person, { camera, screen }];
    }),
  );
}
