import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isAway, leave, onLeave, twice } from "./quick_exit";

const press = (timeStamp: number, key = "Escape", repeat = false) => ({ key, repeat, timeStamp });

beforeEach(() => {
  document.documentElement.dataset.exit = "/exit";
  document.body.innerHTML = "";
});
afterEach(() => {
  document.documentElement.hidden = false;
  // biome-ignore lint/suspicious/noDocumentCookie: happy-dom has no cookie store
  document.cookie = "away=; path=/; max-age=0";
});

describe("Esc twice", () => {
  it("is two presses within a second", () => {
    const isSecond = twice();
    expect(isSecond(press(100))).toBe(false);
    expect(isSecond(press(900))).toBe(true);
  });

  it("isn't one press long ago and another now", () => {
    const isSecond = twice();
    expect(isSecond(press(100))).toBe(false);
    expect(isSecond(press(1200))).toBe(false);
    expect(isSecond(press(1900))).toBe(true);
  });

  it("isn't a held key, and another key in between starts anew", () => {
    const isSecond = twice();
    expect(isSecond(press(100))).toBe(false);
    expect(isSecond(press(200, "Escape", true))).toBe(false);
    expect(isSecond(press(300, "a"))).toBe(false);
    expect(isSecond(press(400))).toBe(false);
  });
});

describe("leaving", () => {
  it("marks the browser, hides the page, and goes, before anything that could fail", () => {
    const order: string[] = [];
    const undo = onLeave(() => {
      order.push("stop");
      throw new Error("a device that won't");
    });
    const second = vi.fn();
    const undoSecond = onLeave(second);
    leave((url) => order.push(`go ${url} ${isAway()} ${document.documentElement.hidden}`));
    expect(order).toEqual(["go /exit true true", "stop"]);
    expect(second).toHaveBeenCalled();
    undo();
    undoSecond();
  });

  it("cuts sound and picture and lets the devices go", () => {
    document.body.innerHTML = "<video></video>";
    const video = document.querySelector("video");
    if (!video) throw new Error("no video");
    const track = { stop: vi.fn() };
    video.srcObject = Object.assign(new MediaStream(), { getTracks: () => [track] });
    const pause = vi.spyOn(video, "pause");
    leave(() => {});
    expect(pause).toHaveBeenCalled();
    expect(video.muted).toBe(true);
    expect(track.stop).toHaveBeenCalled();
    expect(video.srcObject).toBeNull();
  });

  it("forgets what was typed", () => {
    sessionStorage.setItem("kept:p:/x:/x:words", "private");
    localStorage.setItem("here:p:draft:c:", "private");
    leave(() => {});
    expect(sessionStorage.length).toBe(0);
    expect(localStorage.getItem("here:p:draft:c:")).toBeNull();
  });
});
