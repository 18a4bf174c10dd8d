import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Reading } from "./conversation_reading";

let see: (isIntersecting: boolean) => void;
let told: number[];
let isUp: boolean;
let visibility: DocumentVisibilityState;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  isUp = true;
  visibility = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(heard: (entries: { isIntersecting: boolean }[]) => void) {
        see = (isIntersecting) => heard([{ isIntersecting }]);
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    if (!isUp) throw new TypeError("no network");
    told.push(Number((init.body as FormData).get("upto")));
    return Response.json({});
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const later = () => vi.advanceTimersByTimeAsync(1000);

it("tells how far was read only while the end is in view on a page that is seen", async () => {
  let newest = 5;
  const reading = new Reading("c", 3, () => newest);
  reading.look();
  await later();
  expect(told).toEqual([]);
  visibility = "hidden";
  see(true);
  await later();
  expect(told).toEqual([]);
  visibility = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  await later();
  expect(told).toEqual([5]);
  reading.look();
  await later();
  newest = 6;
  see(false);
  reading.look();
  await later();
  expect(told).toEqual([5]);
  see(true);
  await later();
  expect(told).toEqual([5, 6]);
  reading.stop();
});

it("isn't told of what only flew by", async () => {
  const reading = new Reading("c", 0, () => 5);
  see(true);
  await vi.advanceTimersByTimeAsync(300);
  see(false);
  await later();
  expect(told).toEqual([]);
  reading.stop();
});

it("doesn't tell what another device has told", async () => {
  let newest = 5;
  const reading = new Reading("c", 3, () => newest);
  see(true);
  reading.known(5);
  await later();
  expect(told).toEqual([]);
  reading.known(4);
  newest = 6;
  reading.look();
  await later();
  expect(told).toEqual([6]);
  reading.stop();
});

it("tells it again when the network is back", async () => {
  const reading = new Reading("c", 0, () => 5);
  isUp = false;
  see(true);
  await later();
  isUp = true;
  window.dispatchEvent(new Event("online"));
  await later();
  expect(told).toEqual([5]);
  reading.stop();
});
