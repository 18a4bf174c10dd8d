import { describe, expect, it } from "vitest";
import type { Grade } from "./port";
import { decide, type Seen } from "./wants";

function person(name: string, change: Partial<Seen> = {}): Seen {
  return { person: name, cameraOn: true, screenOn: false, speaking: false, spokeAt: null, ...change };
}

function crowd(count: number, change: (at: number) => Partial<Seen> = () => ({})): Seen[] {
  return Array.from({ length: count }, (_, at) => person(`p${at}`, change(at)));
}

const ALL = { pinned: [], inView: null };

function shown(
  people: readonly Seen[],
  down: Grade = 3,
  attention = ALL as Parameters<typeof decide>[3],
): string[] {
  const wants = decide(people, down, people.length + 1, attention);
  return [...wants].filter(([, want]) => want.camera !== "none").map(([name]) => name);
}

describe("whose pictures we ask for", () => {
  it("is everyone's in a small room, large", () => {
    const wants = decide(crowd(3), 3, 4, ALL);
    expect([...wants.values()].map((want) => want.camera)).toEqual(["high", "high", "high"]);
    expect(shown(crowd(5))).toHaveLength(5);
  });

  it("is those who spoke last in a room of twelve", () => {
    const people = crowd(11, (at) => ({ spokeAt: at === 2 || at === 9 ? 1000 + at : null }));
    const five = shown(people);
    expect(five).toHaveLength(5);
    expect(five).toEqual(expect.arrayContaining(["p2", "p9", "p0", "p1", "p3"]));
  });

  it("puts who speaks now before who spoke, and who is pinned before both", () => {
    const people = crowd(11, (at) => ({ spokeAt: at, speaking: at === 0 }));
    expect(shown(people, 1)).toEqual(["p0"]);
    expect(shown(people, 1, { pinned: ["p5"], inView: null })).toEqual(["p5"]);
  });

  it("falls with the line and ends at sound alone", () => {
    const counts = ([3, 2, 1, 0] as const).map((grade) => shown(crowd(11), grade).length);
    expect(counts).toEqual([5, 3, 1, 0]);
  });

  it("never asks for a camera that is off, or a tile that isn't on the page", () => {
    const people = [person("on"), person("off", { cameraOn: false }), person("away")];
    expect(shown(people, 3, { pinned: [], inView: ["on", "off"] })).toEqual(["on"]);
  });

  it("keeps a shared screen while there is any line for pictures, with few small faces beside it", () => {
    const people = crowd(7, (at) => ({ screenOn: at === 6 }));
    for (const grade of [3, 2, 1] as const)
      expect(decide(people, grade, 8, ALL).get("p6")?.screen).toBe(grade === 1 ? "low" : "high");
    expect(decide(people, 0, 8, ALL).get("p6")?.screen).toBe("none");
    expect(shown(people)).toHaveLength(3);
    expect([...decide(people, 3, 8, ALL).values()].map((want) => want.camera)).not.toContain("high");
  });

  it("doesn't make pictures jump: the same people, the same answer", () => {
    const people = crowd(11, (at) => ({ spokeAt: at % 2 ? 5 : null }));
    expect(shown(people)).toEqual(shown([...people]));
  });
});
