import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forgetAll, keptHere, start } from "./kept_here";

const DAY_MS = 86_400_000;

beforeEach(() => {
  localStorage.clear();
  document.documentElement.dataset.person = "maya";
  document.body.innerHTML = "";
});
afterEach(() => {
  delete document.documentElement.dataset.person;
  vi.restoreAllMocks();
});

it("keeps things apart by person, place and part, and gives back what was written", () => {
  const draft = keptHere<string>("maya", "draft", "c1");
  const parts = keptHere<number>("maya", "unsent", "c1");
  draft.write("Not yet");
  parts.write(1, "a");
  parts.write(2, "b");
  expect(keptHere("maya", "draft", "c1").read()).toBe("Not yet");
  expect(keptHere("maya", "draft", "c2").read()).toBeNull();
  expect(keptHere("sam", "draft", "c1").read()).toBeNull();
  expect([...parts.all()]).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  parts.forget("a");
  expect([...parts.all().keys()]).toEqual(["b"]);
});

it("forgets what another person left here, and what is a month old", () => {
  keptHere("sam", "draft", "c").write("Sam’s");
  keptHere("maya", "draft", "c").write("Mine");
  start();
  expect([keptHere("sam", "draft", "c").read(), keptHere("maya", "draft", "c").read()]).toEqual([
    null,
    "Mine",
  ]);
  start(Date.now() + 31 * DAY_MS);
  expect(keptHere("maya", "draft", "c").read()).toBeNull();
});

it("keeps a draft while a session has run out, and forgets it when its person signs out", () => {
  keptHere("maya", "draft", "c").write("Mine");
  delete document.documentElement.dataset.person;
  start();
  expect(keptHere("maya", "draft", "c").read()).toBe("Mine");
  document.body.innerHTML = `<form method="post" action="/other/"></form><form method="post" action="/account/logout/"></form>`;
  const [other, out] = document.querySelectorAll("form");
  other?.dispatchEvent(new Event("submit", { bubbles: true }));
  expect(keptHere("maya", "draft", "c").read()).toBe("Mine");
  out?.dispatchEvent(new Event("submit", { bubbles: true }));
  expect(keptHere("maya", "draft", "c").read()).toBeNull();
});

it("says when nothing can be kept, and survives rubbish", () => {
  localStorage.setItem("here:maya:draft:c:", "{not json");
  expect(keptHere("maya", "draft", "c").read()).toBeNull();
  vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  expect(keptHere("maya", "draft", "c").write("more")).toBe(false);
});

it("hears what another window changed, of this place alone", () => {
  const heard: string[] = [];
  const undo = keptHere("maya", "unsent", "c").watch((part) => heard.push(part));
  for (const key of ["here:maya:unsent:c:k1", "here:maya:unsent:other:k2", "else"])
    window.dispatchEvent(new StorageEvent("storage", { key }));
  undo();
  window.dispatchEvent(new StorageEvent("storage", { key: "here:maya:unsent:c:k3" }));
  expect(heard).toEqual(["k1"]);
});

it("forgets everything at once", () => {
  localStorage.setItem("unrelated", "stays");
  keptHere("maya", "draft", "c").write("x");
  forgetAll();
  expect(Object.keys(localStorage)).toEqual(["unrelated"]);
});
