import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Watching, watch } from "./registry";

let watching: Watching | null = null;
const turn = () => new Promise((resume) => setTimeout(resume));

beforeEach(() => {
  document.body.innerHTML = "";
});
afterEach(() => watching?.stop());

describe("the registry of elements", () => {
  it("loads the module of an element that stands on the page, once, and no other", async () => {
    document.body.innerHTML = "<x-hand></x-hand><x-hand></x-hand>";
    const hand = vi.fn(async () => {});
    const chat = vi.fn(async () => {});
    watching = watch({ "x-hand": hand, "x-chat": chat });
    await turn();
    expect(hand).toHaveBeenCalledTimes(1);
    expect(chat).not.toHaveBeenCalled();
  });

  it("loads it when the element comes later, deep inside what is added", async () => {
    const chat = vi.fn(async () => {});
    watching = watch({ "x-chat": chat });
    const added = document.createElement("section");
    added.innerHTML = "<div><x-chat></x-chat></div>";
    document.body.append(added);
    await turn();
    document.body.append(document.createElement("x-chat"));
    await turn();
    expect(chat).toHaveBeenCalledTimes(1);
  });

  it("says which module couldn't be had, and tries again when the element appears again", async () => {
    const failed = vi.fn();
    const load = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error("gone")).mockResolvedValue();
    document.body.innerHTML = "<x-hand></x-hand>";
    watching = watch({ "x-hand": load }, document, failed);
    await turn();
    expect(failed).toHaveBeenCalledWith("x-hand", expect.any(Error));
    document.body.append(document.createElement("x-hand"));
    await turn();
    expect(load).toHaveBeenCalledTimes(2);
    expect(failed).toHaveBeenCalledTimes(1);
  });
});
