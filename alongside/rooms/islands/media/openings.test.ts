import { describe, expect, it } from "vitest";
import { Openings } from "./openings";

describe("openings", () => {
  it("are a few at a time, in the order of asking, whatever becomes of them", () => {
    const openings = new Openings<string>(2);
    const opened: string[] = [];
    for (const who of ["a", "b", "c", "d", "c"]) openings.ask(who, () => opened.push(who));
    expect(opened).toEqual(["a", "b"]);
    openings.done("d"); // left while waiting
    openings.done("a");
    expect(opened).toEqual(["a", "b", "c"]);
    openings.done("a"); // said twice
    openings.ask("e", () => opened.push("e"));
    expect(opened).toHaveLength(3);
    openings.ask("b", () => opened.push("b again")); // who is opening may begin anew
    expect(opened.at(-1)).toBe("b again");
    openings.done("b");
    expect(opened.at(-1)).toBe("e");
  });
});
