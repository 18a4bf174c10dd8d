// <al-voice-note> records a voice note: a message, said instead of written. Nothing is kept or sent before the person has
// had it in their hands: record, stop, listen, then send or throw away.
//
//   <al-voice-note></al-voice-note>
//   element.addEventListener("voice-note", (event) => attach(event.detail.blob, …))
//
// `voice-note` (VoiceNote) when the person sends it · `voice-note-busy` (boolean) while it records or asks to be heard,
// so that the composer can make room. Removing the element stops the microphone and forgets what was recorded.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";

export interface VoiceNote {
  readonly blob: Blob;
  readonly seconds: number;
}

declare global {
  interface HTMLElementTagNameMap {
    "al-voice-note": AlVoiceNote;
  }
  interface HTMLElementEventMap {
    "voice-note": CustomEvent<VoiceNote>;
    "voice-note-busy": CustomEvent<boolean>;
  }
}

/** Seconds. Five minutes of speech are about a megabyte and a half. */
export const LONGEST = 300;
const WARNED = 30;
const TICK_MS = 100;
const BITS_PER_SECOND = 32_000;
const BARS = 24;
/** The first that the browser can record is taken. */
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];

type Phase = "idle" | "asking" | "recording" | "made";

class AlVoiceNote extends LightElement {
  static override properties = {
    phase: { state: true },
    seconds: { state: true },
    problem: { state: true },
    disabled: { type: Boolean },
  };
  declare phase: Phase;
  declare seconds: number;
  declare problem: string;
  declare disabled: boolean;

  private recorder: MediaRecorder | null = null;
  private stream: MediaStream | null = null;
  private hearing: Hearing | null = null;
  private parts: Blob[] = [];
  private note: VoiceNote | null = null;
  private address = "";
  private began = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private levels: number[] = [];
  private turn = 0;

  constructor() {
    super();
    this.phase = "idle";
    this.seconds = 0;
    this.problem = "";
    this.disabled = false;
  }

  /** Whether this browser can record at all; where not, the composer needs no button. */
  static get able(): boolean {
    return typeof MediaRecorder === "function" && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.discard();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("phase")) return;
    const before = changed.get("phase");
    if (before !== undefined && (before === "idle") !== (this.phase === "idle")) {
      this.dispatchEvent(
        new CustomEvent("voice-note-busy", { detail: this.phase !== "idle", bubbles: true }),
      );
    }
    const next = { idle: "begin", asking: "", recording: "stop", made: "send" }[this.phase];
    if (before !== undefined && next) this.querySelector<HTMLElement>(`[data-part=${next}]`)?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!AlVoiceNote.able) return nothing;
    return html`<div class="voice-note" role="group" aria-label=${t("Voice note")}>
      ${this.problem ? html`<p class="field-error" role="alert">${icon("circle-alert")}<span>${this.problem}</span></p>` : nothing}
      ${this.controls(this.phase)}
    </div>`;
  }

  private controls(phase: Phase): TemplateResult {
    if (phase === "recording") return this.recording();
    if (phase === "made") return this.made();
    return html`<button type="button" class="button quiet" data-part="begin" ?disabled=${this.disabled || phase === "asking"}
      @click=${() => void this.record()}>${icon("mic")}${phase === "asking" ? t("Starting the microphone") : t("Voice note")}</button>`;
  }

  private recording(): TemplateResult {
    const left = LONGEST - this.seconds;
    return html`<p class="voice-now" role="status"><span class="voice-dot" aria-hidden="true"></span><span>${t("Recording")}</span></p>
      <span class="voice-seconds" role="timer" aria-live="off">${spoken(this.seconds)}</span>
      ${this.bars()}
      ${left <= WARNED ? html`<p class="small soft" role="status">${t("It stops by itself at {length}.", { length: spoken(LONGEST) })}</p>` : nothing}
      <div class="line">
        <button type="button" class="button primary" data-part="stop" @click=${() => this.stop()}>${icon("check")}${t("Stop and listen")}</button>
        <button type="button" class="button quiet" data-part="discard" @click=${() => this.discard()}>${icon("trash-2")}${t("Throw away")}</button>
      </div>`;
  }

  private made(): TemplateResult {
    return html`<audio class="voice-heard" controls preload="metadata" src=${this.address} aria-label=${t("Your voice note, {length}", { length: spoken(this.seconds) })}></audio>
      <p class="small soft">${t("Nobody has heard it yet. It leaves when you send it.")}</p>
      <div class="line">
        <button type="button" class="button primary" data-part="send" @click=${() => this.send()}>${icon("send")}${t("Send the voice note")}</button>
        <button type="button" class="button" data-part="again" @click=${() => void this.record()}>${icon("mic")}${t("Record again")}</button>
        <button type="button" class="button quiet" data-part="discard" @click=${() => this.discard()}>${icon("trash-2")}${t("Throw away")}</button>
      </div>`;
  }

  private bars(): TemplateResult {
    const heights = Array.from({ length: BARS }, (_, at) => this.levels[this.levels.length - BARS + at] ?? 0);
    const path = heights
      .map((level, at) => {
        const half = 2 + 12 * Math.min(1, level * 6);
        return `M${at * 6 + 3} ${16 - half}v${2 * half}`;
      })
      .join("");
    return html`<svg class="voice-level" viewBox="0 0 ${BARS * 6} 32" aria-hidden="true"><path d=${path}></path></svg>`;
  }

  private async record(): Promise<void> {
    this.forget();
    const turn = ++this.turn;
    this.problem = "";
    this.phase = "asking";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
      if (turn !== this.turn || !this.isConnected) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.begin(stream);
    } catch (error) {
      if (turn !== this.turn) return;
      this.forget();
      this.problem = why(error);
      this.phase = "idle";
    }
  }

  private begin(stream: MediaStream): void {
    this.stream = stream;
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_PER_SECOND,
      ...(kind ? { mimeType: kind } : {}),
    });
    this.recorder = recorder;
    this.parts = [];
    this.levels = [];
    this.seconds = 0;
    recorder.ondataavailable = (event) => {
      if (recorder === this.recorder && event.data.size) this.parts.push(event.data);
    };
    recorder.onstop = () => {
      if (recorder === this.recorder) this.finished(recorder.mimeType || kind || "audio/webm");
    };
    recorder.onerror = () => {
      if (recorder === this.recorder) this.stop();
    };
    // A microphone that is unplugged ends the note; what was said until then is kept.
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.stop());
    this.hearing = listen(stream);
    recorder.start(1000);
    this.began = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.phase = "recording";
  }

  private tick(): void {
    this.levels = [...this.levels.slice(1 - BARS), this.hearing?.level() ?? 0];
    this.seconds = Math.min(LONGEST, Math.floor((performance.now() - this.began) / 1000));
    this.requestUpdate();
    if (this.seconds >= LONGEST) this.stop();
  }

  private stop(): void {
    if (this.recorder?.state === "inactive" || !this.recorder) return;
    this.seconds = Math.max(1, Math.min(LONGEST, Math.round((performance.now() - this.began) / 1000)));
    clearInterval(this.timer);
    this.recorder.stop();
  }

  private finished(type: string): void {
    const blob = new Blob(this.parts, { type: type.split(";")[0] ?? type });
    const seconds = Math.max(1, this.seconds);
    this.quiet();
    if (!blob.size) {
      this.problem = t("Nothing was recorded. Please try once more.");
      this.phase = "idle";
      return;
    }
    this.note = { blob, seconds };
    this.address = URL.createObjectURL(blob);
    this.phase = "made";
  }

  private send(): void {
    const note = this.note;
    if (!note) return;
    this.discard();
    this.dispatchEvent(new CustomEvent("voice-note", { detail: note, bubbles: true }));
  }

  /** Throw away what was recorded and let go of the microphone. */
  discard(): void {
    this.turn += 1;
    this.forget();
    this.problem = "";
    this.phase = "idle";
  }

  private forget(): void {
    const { recorder } = this;
    this.recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
    this.quiet();
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = "";
    this.note = null;
    this.parts = [];
    this.seconds = 0;
  }

  private quiet(): void {
    clearInterval(this.timer);
    this.recorder = null;
    this.hearing?.close();
    this.hearing = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

interface Hearing {
  /** Root mean square of the last moment, 0 … 1. */
  level(): number;
  close(): void;
}

function listen(stream: MediaStream): Hearing | null {
  try {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    const source = context.createMediaStreamSource(stream);
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return {
      level: () => {
        analyser.getFloatTimeDomainData(samples);
        let sum = 0;
        for (const sample of samples) sum += sample * sample;
        return Math.min(1, Math.sqrt(sum / samples.length));
      },
      close: () => {
        source.disconnect();
        void context.close();
      },
    };
  } catch {
    return null; // the note is recorded all the same, without a picture of its loudness
  }
}

/** `m:ss`. */
export function spoken(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

function why(error: unknown): string {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return t(
        "Your browser didn’t let us use your microphone. You can write instead. To change it, open the site settings beside the address.",
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return t("No microphone was found. You can write instead, or plug one in and try again.");
    case "NotReadableError":
    case "AbortError":
      return t("Another program is using your microphone. Close that program, then try again.");
    default:
      return t("The microphone didn’t start. You can write instead, or try again.");
  }
}

customElements.define("al-voice-note", AlVoiceNote);

export { AlVoiceNote };
