/**
 * <al-voice-player>: plays a voice note.
 *
 *   <al-voice-player src="/conversations/files/<id>" seconds="14" name="Noor"></al-voice-player>
 *
 * Nothing is fetched before it is played. One note plays at a time.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";

let playing: VoicePlayer | null = null;

/** `m:ss`. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export class VoicePlayer extends LightElement {
  static override properties = {
    src: {},
    seconds: { type: Number },
    name: {},
    at: { state: true },
    isOn: { state: true },
    failed: { state: true },
  };

  src = "";
  seconds = 0;
  name = "";
  at = 0;
  isOn = false;
  failed = false;
  private sound: HTMLAudioElement | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pause();
  }

  private audio(): HTMLAudioElement {
    if (this.sound) return this.sound;
    const sound = new Audio(this.src);
    sound.addEventListener("timeupdate", () => {
      this.at = sound.currentTime;
    });
    sound.addEventListener("ended", () => {
      this.at = 0;
      this.pause();
    });
    sound.addEventListener("error", () => {
      this.failed = true;
      this.pause();
    });
    this.sound = sound;
    return sound;
  }

  private async play(): Promise<void> {
    if (playing !== this) playing?.pause();
    playing = this;
    this.failed = false;
    this.isOn = true;
    try {
      if (this.sound?.error) this.sound.load();
      await this.audio().play();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return; // it was paused before it began
      this.failed = true;
      this.isOn = false;
    }
  }

  pause(): void {
    this.sound?.pause();
    this.isOn = false;
    if (playing === this) playing = null;
  }

  private seek(event: Event): void {
    const at = Number((event.target as HTMLInputElement).value);
    this.audio().currentTime = at;
    this.at = at;
  }

  protected override render(): TemplateResult {
    const length = minutes(this.seconds);
    const begun = this.isOn || this.at > 0;
    const label = this.isOn
      ? t("Pause {name}’s voice note", { name: this.name })
      : t("Play {name}’s voice note, {length}", { name: this.name, length });
    return html`<div class="voice">
      <button class="button" type="button" aria-label=${label} @click=${() => (this.isOn ? this.pause() : void this.play())}>${
        this.isOn
          ? html`${icon("pause")}${t("Pause")}`
          : html`${icon("play")}${t("Play {length}", { length })}`
      }</button>
      ${
        begun
          ? html`<input type="range" min="0" max=${Math.max(1, this.seconds)} step="1" .value=${String(Math.floor(this.at))} @input=${this.seek}
        aria-label=${t("Place in the voice note")} aria-valuetext=${t("{at} of {length}", { at: minutes(this.at), length })}><span class="soft small">${minutes(this.at)}</span>`
          : nothing
      }
      ${this.failed ? html`<p class="field-error" role="alert">${icon("circle-alert")}<span>${t("It can’t be played right now. Please try again.")}</span></p>` : nothing}
    </div>`;
  }
}

customElements.define("al-voice-player", VoicePlayer);
