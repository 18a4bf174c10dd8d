// Where everyone stands around someone: by how close they are, the same each time for the same people.

export interface Near {
  readonly person: string;
  readonly name: string;
  /** 1 close, 2 farther out, 3 far. */
  readonly ring: number;
  /** 1 thin to 3 thick: how lately they turned to the one in the middle. */
  readonly line: number;
  readonly words: string;
}

export interface Placed extends Near {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export const WIDTH = 360;
export const HEIGHT = 396;
export const MIDDLE = { x: 180, y: 186 } as const;
/** Half widths and half heights of the three rings: a little taller than wide, so that names fit on a phone. */
export const RINGS = [
  { x: 92, y: 98 },
  { x: 116, y: 126 },
  { x: 132, y: 152 },
] as const;
const FIRST = -70;
const LONGEST = 11;

/** The people in the order of their angle, so that the arrow keys go round. */
export function layout(people: readonly Near[]): Placed[] {
  const n = people.length;
  const step = stepOf(n);
  const placed = people.map((near, index) => {
    const slot = (index * step) % n;
    const ring = RINGS[Math.min(3, Math.max(1, near.ring)) - 1] ?? RINGS[2];
    const angle = ((FIRST + (slot * 360) / n) * Math.PI) / 180;
    const x = Math.round(MIDDLE.x + ring.x * Math.cos(angle));
    const y = Math.round(MIDDLE.y + ring.y * Math.sin(angle));
    return { slot, at: { ...near, x, y, r: near.ring === 1 ? 26 : 21 } };
  });
  return placed.sort((a, b) => a.slot - b.slot).map((each) => each.at);
}

/** The closest stand apart from each other: as many slots on as leaves none out. */
function stepOf(n: number): number {
  if (n > 4 && n % 3) return 3;
  return n > 3 && n % 2 ? 2 : 1;
}

/** A name as it fits under a face: its first word where it is long. The whole one is in the list. */
export function short(name: string): string {
  if ([...name].length <= LONGEST) return name;
  const first = [...(name.trim().split(/\s+/u)[0] ?? "")];
  return first.length <= LONGEST ? first.join("") : `${first.slice(0, LONGEST - 1).join("")}…`;
}
