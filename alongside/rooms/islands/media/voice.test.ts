import { describe, expect, it } from "vitest";
import { Talking } from "./voice";

describe("who speaks", () => {
  it("begins with a clear sound, outlives the pauses between words, and stops after a silence", () => {
    const talking = new Talking();
    expect(talking.hear(0.2, 0)).toBe(true);
    for (let at = 100; at <= 800; at += 100) expect(talking.hear(0, at)).toBe(false);
    expect(talking.speaking).toBe(true);
    expect(talking.hear(0.2, 850)).toBe(false);
    expect(talking.hear(0, 2000)).toBe(false);
    expect(talking.hear(0, 2050)).toBe(true);
    expect(talking.speaking).toBe(false);
    expect(talking.spokeAt).toBe(850);
  });

  it("takes two faint sounds close together for a quiet voice, one for a click", () => {
    const click = new Talking();
    expect(click.hear(0.03, 0)).toBe(false);
    expect(click.hear(0.03, 2000)).toBe(false);
    expect(click.hear(0.03, 2400)).toBe(true);
    expect(click.spokeAt).toBe(2400);
  });

  it("never begins below what a quiet room gives", () => {
    const talking = new Talking();
    for (let at = 0; at < 5000; at += 100) expect(talking.hear(0.015, at)).toBe(false);
    expect(talking.spokeAt).toBeNull();
  });

  it("ends at once when the microphone goes off, and says so once", () => {
    const talking = new Talking();
    talking.hear(0.2, 0);
    expect(talking.silence()).toBe(true);
    expect(talking.silence()).toBe(false);
    expect(talking.level).toBe(0);
  });

  it("holds the peak of its level a moment, for a meter that doesn't flicker", () => {
    const talking = new Talking();
    talking.hear(0.5, 0);
    talking.hear(0, 100);
    expect(talking.level).toBeCloseTo(0.3);
  });
});
