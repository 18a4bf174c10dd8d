import { describe, expect, it } from "vitest";
import cases from "../alongside/ui/tests/faces.json";
import { hue, initials, shape } from "./face";

describe("a face", () => {
  it.each(cases)("of $name is the same in a script as on a page", (each) => {
    expect([hue(each.id), shape(each.id), initials(each.name)]).toEqual([
      each.hue,
      each.shape,
      each.initials,
    ]);
  });
});
