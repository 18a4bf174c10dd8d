/**
 * <al-green-room>: what a script adds to the green room's form: trying the camera, the microphone and the sound, choosing
 * devices, and whether they are on when going in. The form stands in the page and is sent as a plain post.
 *
 *   <al-green-room base="/sessions/<meeting>/" person="<person>">
 *     <form> … name=way, name=overheard, name=hide_self …
 *       <div class="preview" data-preview>pebble</div>  <div data-try></div>  <p data-going></p>
 *     </form>
 *   </al-green-room>
 *
 * Nothing is tried before the person asks for it, and everything that is tried stops when the page is left.
 */

import { html, nothing, render, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { onLeave } from "../../../islands/quick_exit";
import { WISH, type Wish } from "./bits";
import { Devices, playTestSound } from "./media/devices";
import type { Source } from "./media/port";
import { LevelMeter } from "./media/voice";
import { keepEntryChoice } from "./preferences";
import { streamOf } from "./tiles";
import type { Way } from "./types";
import { wayWord } from "./words";
import "./devices";

type Tried = Exclude<Source, "screen">;

export class GreenRoom extends HTMLElement {
  private devices: Devices | null = null;
  private readonly tracks: Record<Tried, MediaStreamTrack | null> = { microphone: null, camera: null };
  private readonly on: Record<Tried, boolean> = { microphone: false, camera: false };
  private readonly troubles = new Map<Tried, string>();
  private meter: LevelMeter | null = null;
  private level = 0;
  private heard = false;
  private timer = 0;
  private pebble: Node[] = [];
  private undo: () => void = () => {};

  connectedCallback(): void {
    this.devices = new Devices();
    this.pebble = [...(this.find("[data-preview]")?.childNodes ?? [])];
    this.find("[data-try]")?.replaceChildren();
    this.undo = onLeave(() => this.stop());
    this.addEventListener("change", this.draw);
    this.addEventListener(WISH, this.wished);
    this.form?.addEventListener("submit", this.going);
    window.addEventListener("pagehide", this.stop);
    this.draw();
  }

  disconnectedCallback(): void {
    this.stop();
    this.undo();
    this.devices?.close();
    window.removeEventListener("pagehide", this.stop);
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  private find(selector: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(selector);
  }

  private value(name: string): string {
    return this.form ? String(new FormData(this.form).get(name) ?? "") : "";
  }

  private get onlyTypes(): boolean {
    return this.value("overheard") === "yes";
  }

  private readonly stop = (): void => {
    window.clearInterval(this.timer);
    this.meter?.close();
    this.meter = null;
    for (const source of ["microphone", "camera"] as const) {
      this.tracks[source]?.stop();
      this.tracks[source] = null;
    }
  };

  private readonly going = (): void => {
    const quiet = this.onlyTypes;
    keepEntryChoice(this.getAttribute("base") ?? "", {
      microphone: this.on.microphone && !quiet,
      camera: this.on.camera && !quiet,
      hideSelf: this.querySelector<HTMLInputElement>('input[name="hide_self"]')?.checked ?? false,
    });
  };

  private readonly wished = (event: Event): void => {
    const wish = (event as CustomEvent<Wish>).detail;
    if (wish.kind !== "device" || wish.device === "speaker" || !this.tracks[wish.device]) return;
    const source = wish.device;
    this.end(source);
    void this.try(source);
  };

  private async try(source: Tried): Promise<void> {
    this.troubles.delete(source);
    try {
      const track = await this.devices?.open(source);
      if (!track) return;
      track.addEventListener("ended", () => {
        this.end(source);
        this.troubles.set(source, this.devices?.ended(source) ?? "");
        this.draw();
      });
      this.tracks[source] = track;
      if (source === "microphone") this.listen(track);
      void this.querySelector<import("./devices").DeviceChoice>("al-devices")?.look();
    } catch (error) {
      if (!this.devices?.wasCancelled(error))
        this.troubles.set(source, this.devices?.explain(error, source) ?? "");
    }
    this.draw();
  }

  private end(source: Tried): void {
    this.tracks[source]?.stop();
    this.tracks[source] = null;
    this.on[source] = false;
    if (source === "microphone") {
      window.clearInterval(this.timer);
      this.meter?.close();
      this.meter = null;
    }
    this.draw();
  }

  /** The loudest of the last moments, falling slowly: short sounds are seen too. */
  private listen(track: MediaStreamTrack): void {
    this.meter = new LevelMeter(track);
    this.level = 0;
    this.heard = false;
    this.timer = window.setInterval(() => {
      const now = Math.min(1, (this.meter?.read() ?? 0) * 4);
      this.level = Math.max(now, this.level * 0.9);
      if (now > 0.15) this.heard = true;
      this.draw();
    }, 100);
  }

  private readonly draw = (): void => {
    const box = this.find("[data-try]");
    const preview = this.find("[data-preview]");
    const going = this.find("[data-going]");
    if (preview) this.drawPreview(preview);
    if (box) render(this.trying(), box);
    if (going) going.textContent = this.goingWords();
  };

  private drawPreview(preview: HTMLElement): void {
    const camera = this.tracks.camera;
    const shown = preview.querySelector("video");
    if (camera && !shown) {
      const video = document.createElement("video");
      video.className = "mirrored";
      video.autoplay = true;
      video.playsInline = true;
      video.muted = true;
      video.srcObject = streamOf(camera);
      preview.replaceChildren(video);
    } else if (camera && shown) {
      const stream = streamOf(camera);
      if (shown.srcObject !== stream) shown.srcObject = stream;
    } else if (shown) {
      preview.replaceChildren(...this.pebble);
    }
  }

  private goingWords(): string {
    const mic = this.on.microphone && !this.onlyTypes;
    const camera = this.on.camera && !this.onlyTypes;
    if (mic && camera) return t("You go in with camera and microphone on.");
    if (mic) return t("You go in with the microphone on and the camera off.");
    if (camera) return t("You go in with the camera on and the microphone off.");
    return t("You go in with camera and microphone off.");
  }

  private trying(): TemplateResult {
    const { microphone, camera } = this.tracks;
    const way = (this.value("way") || "listening") as Way;
    return html`<div class="stack">
      <p class="soft" role="status">${t("They see how you are here: {way}.", { way: wayWord(way) })} ${
        camera ? t("You are trying your camera; nobody else sees it.") : t("Camera is off.")
      } ${microphone ? t("You are trying your microphone; nobody else hears it.") : nothing}</p>
      <div class="line">
        ${this.button("camera", camera, camera ? t("Stop the camera") : t("Try camera"))}
        ${this.button("microphone", microphone, microphone ? t("Stop the microphone") : t("Try microphone"))}
        <button type="button" class="button" @click=${() => void playTestSound(this.devices?.chosen("speaker"))}>${icon("volume-2")}${t("Play a sound")}</button>
      </div>
      ${[...this.troubles.values()].map((words) => html`<div class="banner">${icon("circle-alert")}<p>${words}</p></div>`)}
      ${microphone ? this.levelMeter() : nothing}
      <al-devices></al-devices>
      ${this.onlyTypes ? html`<p class="soft">${t("You only type today: microphone and camera stay off.")}</p>` : this.choices(microphone, camera)}
    </div>`;
  }

  private button(source: Tried, track: MediaStreamTrack | null, words: string): TemplateResult {
    const mark = { microphone: track ? "mic" : "mic-off", camera: track ? "video" : "video-off" }[source];
    return html`<button type="button" class="button" data-try-source=${source} aria-pressed=${track !== null} @click=${() =>
      track ? this.end(source) : void this.try(source)}>${icon(mark)}${words}</button>`;
  }

  private levelMeter(): TemplateResult {
    const level = Math.round(this.level * 10);
    return html`<div class="field"><label for="sound-level">${t("Your sound")}</label>
      <meter class="meter" id="sound-level" min="0" max="10" value=${level}>${level}</meter>
      <p class="hint" role="status">${this.heard ? t("Your sound is good.") : t("Say a word or two to see it move.")}</p></div>`;
  }

  private choices(microphone: MediaStreamTrack | null, camera: MediaStreamTrack | null): TemplateResult {
    const check = (
      source: Tried,
      words: string,
    ) => html`<label class="check"><input type="checkbox" .checked=${this.on[source]}
      @change=${(event: Event) => {
        this.on[source] = (event.target as HTMLInputElement).checked;
      }}><span>${words}</span></label>`;
    return html`${microphone ? check("microphone", t("Go in with the microphone on")) : nothing}
      ${camera ? check("camera", t("Go in with the camera on")) : nothing}`;
  }
}

customElements.define("al-green-room", GreenRoom);
