import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AlVoiceNote, LONGEST, spoken, type VoiceNote } from "./voice_note";
import "./voice_note";

let refuses: string | null = null;
let tracks: Track[] = [];
let recorders: Recorder[] = [];

class Track extends EventTarget {
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
}

class Recorder {
  static isTypeSupported = (kind: string) => kind === "audio/mp4";
  state = "inactive";
  mimeType: string;
  data = "sound";
  ondataavailable: ((event: { data: Blob }) => void) | null = null;
  onstop: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(_stream: unknown, options: { mimeType: string }) {
    this.mimeType = options.mimeType;
    recorders.push(this);
  }
  start(): void {
    this.state = "recording";
  }
  stop(): void {
    this.state = "inactive";
    this.ondataavailable?.({ data: new Blob([this.data]) });
    this.onstop?.();
  }
}

let element: AlVoiceNote;
let notes: VoiceNote[] = [];
let busy: boolean[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  refuses = null;
  tracks = [];
  recorders = [];
  notes = [];
  busy = [];
  vi.stubGlobal("MediaRecorder", Recorder);
  vi.stubGlobal("AudioContext", undefined);
  URL.createObjectURL = () => "blob:note";
  URL.revokeObjectURL = vi.fn();
  const getUserMedia = async () => {
    if (refuses) throw new DOMException("", refuses);
    const track = new Track();
    tracks.push(track);
    return { getTracks: () => [track] };
  };
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: { getUserMedia } });
  element = document.createElement("al-voice-note");
  element.addEventListener("voice-note", (event) => notes.push((event as CustomEvent<VoiceNote>).detail));
  element.addEventListener("voice-note-busy", (event) => busy.push((event as CustomEvent<boolean>).detail));
  document.body.append(element);
});
afterEach(() => {
  element.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const words = () => (element.textContent ?? "").replace(/\s+/g, " ").trim();
const parts = () => [...element.querySelectorAll<HTMLElement>("[data-part]")].map((one) => one.dataset.part);

async function press(part: string): Promise<void> {
  await element.updateComplete;
  element.querySelector<HTMLElement>(`[data-part=${part}]`)?.click();
  await vi.advanceTimersByTimeAsync(0);
  await element.updateComplete;
}

async function seconds(count: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(count * 1000);
  await element.updateComplete;
}

describe("<al-voice-note>", () => {
  it("asks for no microphone before the person does", async () => {
    await element.updateComplete;
    expect([parts(), tracks]).toEqual([["begin"], []]);
  });

  it("records, lets the person listen, and hands the note over when they send it", async () => {
    await press("begin");
    await seconds(14);
    expect(words()).toContain("0:14");
    expect(notes).toEqual([]);
    await press("stop");
    expect(tracks[0]?.stopped).toBe(true);
    expect(element.querySelector("audio")?.getAttribute("src")).toBe("blob:note");
    expect(words()).toContain("Nobody has heard it yet.");
    expect(document.activeElement?.getAttribute("data-part")).toBe("send");
    await press("send");
    expect(notes.map((note) => [note.seconds, note.blob.type, note.blob.size])).toEqual([
      [14, "audio/mp4", 5],
    ]);
    expect(parts()).toEqual(["begin"]);
    expect(busy).toEqual([true, false]);
    expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:note");
  });

  it("throws away what was recorded, while recording and afterwards, and lets go of the microphone", async () => {
    for (const before of [[], ["stop"]]) {
      await press("begin");
      await seconds(3);
      for (const part of before) await press(part);
      await press("discard");
      expect([parts(), notes, tracks.at(-1)?.stopped]).toEqual([["begin"], [], true]);
    }
  });

  it("records again instead of what was there", async () => {
    await press("begin");
    await seconds(3);
    await press("stop");
    await press("again");
    await seconds(5);
    await press("stop");
    await press("send");
    expect(notes.map((note) => note.seconds)).toEqual([5]);
  });

  it("says beforehand that it stops by itself, and does", async () => {
    await press("begin");
    await seconds(LONGEST - 20);
    expect(words()).toContain("It stops by itself at 5:00.");
    await seconds(21);
    expect(parts()).toEqual(["send", "again", "discard"]);
    await press("send");
    expect(notes[0]?.seconds).toBe(LONGEST);
  });

  it("keeps what was said when the microphone is unplugged", async () => {
    await press("begin");
    await seconds(4);
    tracks[0]?.dispatchEvent(new Event("ended"));
    await element.updateComplete;
    expect(parts()).toContain("send");
  });

  it.each([
    ["NotAllowedError", "You can write instead."],
    ["NotFoundError", "No microphone was found."],
    ["NotReadableError", "Another program"],
    ["TypeError", "didn’t start"],
  ])("says what to do after %s", async (name, sentence) => {
    refuses = name;
    await press("begin");
    expect(words()).toContain(sentence);
    expect(parts()).toEqual(["begin"]);
    refuses = null;
    await press("begin");
    expect(words()).not.toContain(sentence);
  });

  it("says so when nothing was recorded", async () => {
    await press("begin");
    for (const one of recorders) one.data = "";
    await press("stop");
    expect(words()).toContain("Nothing was recorded.");
  });

  it("lets go of the microphone when it is taken from the page, also while the browser still asks", async () => {
    await press("begin");
    element.remove();
    expect(tracks[0]?.stopped).toBe(true);
    document.body.append(element);
    await element.updateComplete;
    element.querySelector<HTMLElement>("[data-part=begin]")?.click();
    element.remove();
    await vi.advanceTimersByTimeAsync(0);
    expect(tracks.map((track) => track.stopped)).toEqual([true, true]);
    expect(recorders.length).toBe(1);
  });

  it("isn't there where the browser can't record", async () => {
    vi.stubGlobal("MediaRecorder", undefined);
    element.requestUpdate();
    await element.updateComplete;
    expect(parts()).toEqual([]);
  });
});

it("writes lengths as minutes and seconds", () => {
  expect([0, 9.7, 60, 300].map(spoken)).toEqual(["0:00", "0:09", "1:00", "5:00"]);
});
