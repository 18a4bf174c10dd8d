import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { start, toast } from "./toasts";

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div class="toasts" role="status"><p class="toast" data-toast>Saved.</p></div>';
});
afterEach(() => vi.useRealTimers());

const shown = () => [...document.querySelectorAll(".toast")].map((each) => each.textContent?.trim());

describe("toasts", () => {
  it("are said in the status region and leave after six seconds", () => {
    toast("Dana is here");
    expect(document.querySelector('[role="status"] .toast:last-child')?.textContent).toContain(
      "Dana is here",
    );
    vi.advanceTimersByTime(5900);
    expect(shown()).toContain("Dana is here");
    vi.advanceTimersByTime(200);
    expect(shown()).not.toContain("Dana is here");
  });

  it("wait while someone points at them", () => {
    start();
    const element = document.querySelector(".toast");
    element?.dispatchEvent(new Event("pointerenter"));
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual(["Saved."]);
    element?.dispatchEvent(new Event("pointerleave"));
    vi.advanceTimersByTime(6100);
    expect(shown()).toEqual([]);
  });

  it("show words as words, whatever they hold", () => {
    toast("<b>loud</b>");
    expect(document.querySelector(".toasts b")).toBeNull();
  });
});
