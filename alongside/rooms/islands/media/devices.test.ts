import { describe, expect, it, vi } from "vitest";
import { DeviceFailure, type FailureKind, failureOf } from "./device_failure";
import { Devices } from "./devices";
import type { Source } from "./port";

class Media extends EventTarget {
  getUserMedia = vi.fn<(asked: MediaStreamConstraints) => Promise<MediaStream>>();
  getDisplayMedia = vi.fn<() => Promise<MediaStream>>();
  enumerateDevices = vi.fn(async () => [] as MediaDeviceInfo[]);
}

function memory(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => {
      kept[name] = value;
    },
  };
}

function devices(media: Media | null, kept = memory()): Devices {
  return new Devices(media as MediaDevices | null, kept);
}

const track = { kind: "audio" } as MediaStreamTrack;
const stream = { getTracks: () => [track] } as unknown as MediaStream;

describe("what goes wrong with a device", () => {
  it.each<[string, string, Source, FailureKind]>([
    ["NotAllowedError", "Permission denied", "microphone", "refused"],
    ["NotAllowedError", "Permission denied by system", "camera", "blocked"],
    ["NotAllowedError", "Permission dismissed", "camera", "cancelled"],
    ["NotAllowedError", "Permission denied", "screen", "cancelled"],
    ["NotFoundError", "", "camera", "none"],
    ["OverconstrainedError", "", "camera", "none"],
    ["NotReadableError", "", "microphone", "busy"],
    ["SecurityError", "", "microphone", "insecure"],
    ["TypeError", "", "microphone", "unknown"],
  ])("%s (%s) of the %s is %s", (name, message, source, kind) => {
    const failure = failureOf(new DOMException(message, name), source);
    expect(failure.kind).toBe(kind);
    expect(failureOf(failure, source)).toBe(failure);
  });

  it("is said in a sentence that is kind and says what still works, for every kind", () => {
    const kinds: FailureKind[] = ["refused", "blocked", "none", "busy", "unplugged", "insecure", "unknown"];
    for (const kind of kinds) {
      expect(new DeviceFailure(kind, "microphone").sentence).toContain("You can still listen");
      expect(new DeviceFailure(kind, "camera").sentence).toContain("without it");
      for (const source of ["microphone", "camera", "screen"] as const)
        expect(new DeviceFailure(kind, source).sentence).not.toMatch(/error|!/i);
    }
  });
});

describe("this person's devices", () => {
  it("are asked for nothing until one is wanted", () => {
    const media = new Media();
    devices(media);
    expect(media.getUserMedia).not.toHaveBeenCalled();
  });

  it("gives the chosen one, and remembers only its id", async () => {
    const media = new Media();
    const kept = memory();
    media.getUserMedia.mockResolvedValue(stream);
    const own = devices(media, kept);
    own.choose("microphone", "m1");
    expect(await own.open("microphone")).toBe(track);
    expect(media.getUserMedia.mock.calls[0]?.[0].audio).toMatchObject({ deviceId: { exact: "m1" } });
    expect(kept.kept).toEqual({ "device:microphone": "m1" });
  });

  it("takes another where the chosen one is gone, and says so", async () => {
    const media = new Media();
    media.getUserMedia.mockRejectedValueOnce(new DOMException("", "OverconstrainedError"));
    media.getUserMedia.mockResolvedValueOnce(stream);
    const own = devices(media, memory({ "device:camera": "gone" }));
    const fell: Source[] = [];
    own.on("fellBack", ({ source }) => fell.push(source));
    expect(await own.open("camera")).toBe(track);
    expect(fell).toEqual(["camera"]);
  });

  it("asks once only when the person said no", async () => {
    const media = new Media();
    media.getUserMedia.mockRejectedValue(new DOMException("Permission denied", "NotAllowedError"));
    const own = devices(media, memory({ "device:camera": "c1" }));
    await expect(own.open("camera")).rejects.toMatchObject({ kind: "refused" });
    expect(media.getUserMedia).toHaveBeenCalledTimes(1);
  });

  it("says that a page which isn't safe has none", async () => {
    const own = devices(null);
    await expect(own.open("microphone")).rejects.toMatchObject({ kind: "insecure" });
  });

  it("doesn't tell a person that they closed a question themselves", async () => {
    const media = new Media();
    media.getDisplayMedia.mockRejectedValue(new DOMException("Permission denied", "NotAllowedError"));
    const own = devices(media);
    const error = await own.open("screen").catch((thrown: unknown) => thrown);
    expect(own.wasCancelled(error)).toBe(true);
    expect(own.wasCancelled(new DeviceFailure("busy", "camera"))).toBe(false);
  });

  it("lists each kind, and tells when devices come or go until it is closed", async () => {
    const media = new Media();
    const info = (kind: string, deviceId: string) => ({ kind, deviceId, label: deviceId }) as MediaDeviceInfo;
    media.enumerateDevices.mockResolvedValue([
      info("audioinput", "m1"),
      info("videoinput", "c1"),
      info("audioinput", ""),
    ]);
    const own = devices(media);
    expect(await own.list("microphone")).toEqual([{ id: "m1", name: "m1" }]);
    let times = 0;
    own.on("changed", () => {
      times += 1;
    });
    media.dispatchEvent(new Event("devicechange"));
    own.close();
    media.dispatchEvent(new Event("devicechange"));
    expect(times).toBe(1);
  });
});
