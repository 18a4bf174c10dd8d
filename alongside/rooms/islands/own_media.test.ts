import { describe, expect, it } from "vitest";
import { track } from "./fakes";
import type { Source } from "./media/port";
import { type Devices, OwnMedia } from "./own_media";

function setUp(open: Devices["open"]) {
  const sent: string[] = [];
  const fell: Source[] = [];
  const devices: Devices = {
    open,
    wasCancelled: (error) => (error as Error).message === "cancelled",
    explain: (error, source) => `${source}: ${(error as Error).message}`,
    ended: (source) => `${source}: unplugged`,
  };
  const own = new OwnMedia(
    devices,
    async (source, one) => void sent.push(`${source} ${one ? "on" : "off"}`),
    () => {},
    (source) => fell.push(source),
  );
  return { own, sent, fell };
}

const turn = () => new Promise((resume) => setTimeout(resume));

describe("one's own microphone, camera and screen", () => {
  it("go on once, however often it is asked meanwhile", async () => {
    let opened = 0;
    const { own, sent } = setUp(async () => {
      opened += 1;
      return track();
    });
    await Promise.all([own.turnOn("microphone"), own.turnOn("microphone")]);
    expect([opened, sent]).toEqual([1, ["microphone on"]]);
  });

  it("stop their device when they go off", async () => {
    const mic = track();
    const { own, sent } = setUp(async () => mic);
    await own.turnOn("microphone");
    await own.turnOff("microphone");
    expect(mic.stopped).toBe(true);
    expect(sent).toEqual(["microphone on", "microphone off"]);
  });

  it("say what went wrong, until the next try", async () => {
    let fails = true;
    const { own } = setUp(async () => {
      if (fails) throw new Error("in use");
      return track();
    });
    expect(await own.turnOn("camera")).toBe(false);
    expect(own.troubles).toEqual([{ source: "camera", words: "camera: in use" }]);
    fails = false;
    expect(await own.turnOn("camera")).toBe(true);
    expect(own.troubles).toEqual([]);
  });

  it("are sent to nobody before they may be", async () => {
    const screen = track();
    const { own, sent } = setUp(async () => screen);
    let refuse: (answer: boolean) => void = () => {};
    const asked = own.turnOn("screen", () => new Promise((answer) => (refuse = answer)));
    await turn();
    expect([own.isOn("screen"), sent]).toEqual([false, []]);
    refuse(false);
    expect(await asked).toBe(false);
    expect([screen.stopped, own.isOn("screen"), sent]).toEqual([true, false, []]);
  });

  it("say nothing when the person themselves closed the browser's question", async () => {
    const { own } = setUp(async () => {
      throw new Error("cancelled");
    });
    await own.turnOn("screen");
    expect(own.troubles).toEqual([]);
  });

  it("go off, and say so, when they are unplugged", async () => {
    const mic = track();
    const { own, sent, fell } = setUp(async () => mic);
    await own.turnOn("microphone");
    mic.dispatchEvent(new Event("ended"));
    await turn();
    expect(own.isOn("microphone")).toBe(false);
    expect(own.troubles).toEqual([{ source: "microphone", words: "microphone: unplugged" }]);
    expect([sent.at(-1), fell]).toEqual(["microphone off", ["microphone"]]);
  });

  it("change to another device without a gap, and keep the old one when the new can't be had", async () => {
    const [first, second] = [track(), track()];
    const give = [first, second];
    const { own } = setUp(async () => {
      const next = give.shift();
      if (!next) throw new Error("gone");
      return next;
    });
    await own.turnOn("microphone");
    await own.replace("microphone");
    expect([first.stopped, second.stopped]).toEqual([true, false]);
    await own.replace("microphone");
    expect(own.isOn("microphone")).toBe(true);
    expect(second.stopped).toBe(false);
  });
});
