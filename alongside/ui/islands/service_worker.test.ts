import { describe, expect, it } from "vitest";
import { isDue } from "../../../islands/installed";
import {
  isLeaving,
  isOld,
  isSigningOut,
  NEXT_PLACE,
  noteOf,
  shellName,
  withNext,
} from "./service_worker_logic";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const PAGE = `<main><h1>Offline</h1>${NEXT_PLACE}</main>`;
const session = (until: string, words: string) => ({ until, words });

describe("the offline page", () => {
  it("shows the first session that isn't over", () => {
    const sessions = [
      session("2026-11-24T11:00:00Z", "this morning"),
      session("2026-11-24T19:00:00Z", "at 6 p.m."),
    ];
    const told = withNext(PAGE, { lead: "Your next session", sessions }, NOW);
    expect(told).toContain("Your next session");
    expect(told).toContain("at 6 p.m.");
    expect(told).not.toContain("this morning");
  });

  it("shows what was kept as words, whatever they are", () => {
    const words = `<img src=x onerror=alert(1)> $& ${"x".repeat(5000)}`;
    const told = withNext(PAGE, { lead: "$'", sessions: [session("2027-01-01T00:00:00Z", words)] }, NOW);
    expect(told).not.toContain("<img");
    expect(told.length).toBeLessThan(PAGE.length + 1000);
    expect(told.endsWith("</main>")).toBe(true);
  });

  it.each([
    null,
    undefined,
    7,
    "x",
    {},
    { lead: "x" },
    { lead: "x", sessions: [null] },
    { lead: "x", sessions: [{}] },
  ])("is itself where %j was kept", (kept) => expect(withNext(PAGE, kept, NOW)).toBe(PAGE));
});

describe("what the worker forgets and when", () => {
  it("knows leaving and signing out from other pages", () => {
    expect(["/exit", "/calendar", "/exit/"].every(isLeaving)).toBe(true);
    expect(["/", "/exits", "/calendars/x", "/help"].some(isLeaving)).toBe(false);
    expect(isSigningOut("/account/logout/", "POST")).toBe(true);
    expect(isSigningOut("/account/logout/", "GET")).toBe(false);
  });

  it("drops shells of earlier versions and nothing else", () => {
    expect(isOld(shellName("a"), "b")).toBe(true);
    expect([shellName("b"), "alongside-next", "other"].some((name) => isOld(name, "b"))).toBe(false);
  });

  it("asks for the next session every ten minutes, and at once for someone else", () => {
    expect(isDue(null, "p1", NOW)).toBe(true);
    expect(isDue(`p1 ${NOW - 60_000}`, "p1", NOW)).toBe(false);
    expect(isDue(`p1 ${NOW - 700_000}`, "p1", NOW)).toBe(true);
    expect(isDue(`p2 ${NOW - 60_000}`, "p1", NOW)).toBe(true);
    expect(isDue("nonsense", "p1", NOW)).toBe(true);
  });
});

describe("a push", () => {
  it("says what it was given, cut to what fits", () => {
    expect(noteOf({ title: "Hello", body: "b".repeat(900) }, "Ours").body.length).toBe(200);
    expect(noteOf({ title: "Hello", body: "" }, "Ours")).toEqual({ title: "Hello", body: "" });
  });

  it.each([null, undefined, 3, { title: 7 }, { title: "" }])("says only our name for %j", (data) =>
    expect(noteOf(data, "Ours")).toEqual({ title: "Ours", body: "" }),
  );
});
