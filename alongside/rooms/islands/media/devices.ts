/**
 * This person's microphones, cameras and speakers: which there are, which they chose, and having one.
 *
 * Listening needs none of it: nothing here asks for permission before `open` is called. What was chosen is remembered
 * on this device only, by id, never by name.
 */

import { DeviceFailure, failureOf } from "./device_failure";
import { Emitter } from "./emitter";
import type { Source } from "./port";

export type DeviceKind = "microphone" | "camera" | "speaker";

export interface Device {
  readonly id: string;
  /** As the browser names it; empty until permission was given once. */
  readonly name: string;
}

export interface DeviceEvents {
  /** Devices came or went. */
  changed: undefined;
  /** The chosen device is gone; another of its kind was taken instead. */
  fellBack: { source: Source };
}

const KINDS: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

export class Devices {
  private readonly events = new Emitter<DeviceEvents>();
  private readonly media: MediaDevices | null;

  constructor(
    media: MediaDevices | null = navigator.mediaDevices ?? null, // there are none on a page that isn't secure
    private readonly memory: Pick<Storage, "getItem" | "setItem"> | null = storage(),
  ) {
    this.media = media;
    media?.addEventListener("devicechange", this.noticed);
  }

  close(): void {
    this.media?.removeEventListener("devicechange", this.noticed);
    this.events.clear();
  }

  on<K extends keyof DeviceEvents>(name: K, heard: (detail: DeviceEvents[K]) => void): () => void {
    return this.events.on(name, heard);
  }

  async list(kind: DeviceKind): Promise<readonly Device[]> {
    const all = (await this.media?.enumerateDevices()) ?? [];
    return all
      .filter((device) => device.kind === KINDS[kind] && device.deviceId !== "")
      .map((device) => ({ id: device.deviceId, name: device.label }));
  }

  /** The id chosen on this device, or empty for the browser's own choice. */
  chosen(kind: DeviceKind): string {
    return this.memory?.getItem(`device:${kind}`) ?? "";
  }

  choose(kind: DeviceKind, id: string): void {
    try {
      this.memory?.setItem(`device:${kind}`, id);
    } catch {
      // a full or forbidden store: the choice holds for this page's list only, and nothing is lost
    }
  }

  /** Whether this browser can play through a chosen speaker. */
  get canChooseSpeaker(): boolean {
    return typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
  }

  get canShareScreen(): boolean {
    return typeof this.media?.getDisplayMedia === "function";
  }

  /**
   * A live track of the chosen device, or of another where the chosen one is gone. Raises DeviceFailure. Whoever opened
   * it stops it; an "ended" event of the track means that it was unplugged or taken.
   */
  async open(source: Source): Promise<MediaStreamTrack> {
    if (this.media?.getUserMedia === undefined) throw new DeviceFailure("insecure", source);
    if (source === "screen") return this.openScreen();
    const chosen = this.chosen(source);
    try {
      return await this.ask(source, chosen);
    } catch (error) {
      const failure = failureOf(error, source);
      if (chosen === "" || !["none", "busy", "unknown"].includes(failure.kind)) throw failure;
    }
    try {
      const track = await this.ask(source, "");
      this.events.emit("fellBack", { source });
      return track;
    } catch (error) {
      throw failureOf(error, source);
    }
  }

  /** The person closed the browser's question: nothing to tell them that they don't know. */
  wasCancelled(error: unknown): boolean {
    return error instanceof DeviceFailure && error.kind === "cancelled";
  }

  explain(error: unknown, source: Source): string {
    return failureOf(error, source).sentence;
  }

  /** The sentence for a track that ended by itself. */
  ended(source: Source): string {
    return new DeviceFailure("unplugged", source).sentence;
  }

  private async ask(source: "microphone" | "camera", id: string): Promise<MediaStreamTrack> {
    const device: MediaTrackConstraints = id === "" ? {} : { deviceId: { exact: id } };
    const stream = await this.media?.getUserMedia(
      source === "microphone" ? { audio: { ...VOICE, ...device } } : { video: { ...FACE, ...device } },
    );
    return first(stream, source);
  }

  private async openScreen(): Promise<MediaStreamTrack> {
    try {
      const video = { frameRate: { max: 8 }, height: { max: 1080 } };
      return first(await this.media?.getDisplayMedia({ video, audio: false }), "screen");
    } catch (error) {
      throw failureOf(error, "screen");
    }
  }

  private readonly noticed = (): void => this.events.emit("changed", undefined);
}

const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: { ideal: 1 },
};
const FACE: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 24, max: 30 },
  facingMode: { ideal: "user" },
};

function first(stream: MediaStream | undefined, source: Source): MediaStreamTrack {
  const track = stream?.getTracks()[0];
  if (track === undefined) throw new DeviceFailure("none", source);
  return track;
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden by the browser's settings
  }
}

/** Two soft notes through the chosen speaker, so that a person knows they will hear the others. Resolves at the end. */
export async function playTestSound(speaker = ""): Promise<void> {
  const context = new AudioContext();
  try {
    const sink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
    if (speaker !== "") await sink.setSinkId?.(speaker);
    await context.resume();
    const ended = [523.25, 659.25].map((pitch, at) => note(context, pitch, context.currentTime + at * 0.28));
    await Promise.all(ended);
  } finally {
    await context.close();
  }
}

function note(context: AudioContext, pitch: number, at: number): Promise<void> {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.2, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.5);
  return new Promise((resolve) => {
    tone.onended = () => resolve();
  });
}
