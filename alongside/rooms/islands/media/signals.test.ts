import { describe, expect, it } from "vitest";
import { readNote, readSignal } from "./signals";

const link = { by: "a", n: 1 };

describe("what another person's browser says", () => {
  it("is taken when it is well formed, and nothing that isn't asked for comes along", () => {
    expect(readSignal({ m: "offer", inst: "a", link, sdp: "v=0", evil: 1 })).toEqual({
      m: "offer",
      inst: "a",
      link,
      sdp: "v=0",
    });
    expect(readSignal({ m: "again", inst: "a", link: null })).toEqual({ m: "again", inst: "a", link: null });
  });

  it.each([
    null,
    7,
    "offer",
    [],
    { m: "offer", link, sdp: "v=0" },
    { m: "offer", inst: "a", sdp: "v=0" },
    { m: "offer", inst: "a", link: { by: "a", n: 1.5 }, sdp: "v=0" },
    { m: "offer", inst: "a", link, sdp: 5 },
    { m: "offer", inst: "a", link, sdp: "x".repeat(60_001) },
    { m: "offer", inst: "x".repeat(65), link, sdp: "" },
    { m: "ice", inst: "a", link, list: [{}] },
    { m: "ice", inst: "a", link, list: Array(101).fill({ candidate: "c" }) },
    { m: "shout", inst: "a", link },
    { m: "bye", inst: "a", link: 4 },
  ])("is dropped when it isn't: %j", (said) => {
    expect(readSignal(said)).toBeNull();
  });

  it("over the link is dropped too unless it is a note", () => {
    expect(readNote('{"n":"want","camera":"low","screen":"none"}')).toEqual({
      n: "want",
      camera: "low",
      screen: "none",
    });
    expect(readNote('{"n":"on","on":{"camera":true,"microphone":"yes"}}')).toEqual({
      n: "on",
      on: { microphone: false, camera: true, screen: false },
    });
    for (const said of ["", "{", "null", '{"n":"want","camera":"huge","screen":"none"}', '{"n":"on"}', 5])
      expect(readNote(said)).toBeNull();
    expect(readNote(`{"n":"bye","x":"${"x".repeat(600)}"}`)).toBeNull();
  });
});
