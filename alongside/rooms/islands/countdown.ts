/**
 * <al-countdown>: time that runs out, by the server's clock.
 *
 *   until   ISO time         offset  milliseconds to add to this device's clock to get the server's
 *   whole   seconds          how long the whole of it was, for the ring; 0 draws none
 *   form    "timer" | "big"
 *   .say    (left: string) => string        the sentence around “7 minutes”
 *
 *   <p class="timer"><svg ring><span><b>7 minutes</b> left in here</span></p>
 *
 * A screen reader hears it when it begins, and again at ten seconds; not every second. `ended` tells when it is over.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { LightElement } from "../../../islands/light_element";
import { duration, secondsLeft } from "./words";

export class Countdown extends LightElement {
  static override properties = {
    until: {},
    offset: { type: Number },
    whole: { type: Number },
    form: {},
    say: { attribute: false },
    left: { state: true },
  };

  until = "";
  offset = 0;
  whole = 0;
  form: "timer" | "big" = "timer";
  say: (left: string) => string = (left) => left;
  left = 0;

  private timer = 0;
  private spoken = "";
  private spokenFor = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected override willUpdate(): void {
    this.left = secondsLeft(this.until, Date.now() + this.offset);
  }

  private tick(): void {
    const left = secondsLeft(this.until, Date.now() + this.offset);
    if (left === this.left) return;
    this.left = left;
    if (left === 0) this.dispatchEvent(new CustomEvent("ended"));
  }

  protected override render(): TemplateResult {
    const words = this.say(duration(this.left));
    const moment = `${this.until} ${this.left <= 10 ? "soon" : ""}`;
    if (moment !== this.spokenFor) {
      this.spokenFor = moment;
      this.spoken = words;
    }
    return html`<p class=${this.form === "big" ? "timer big" : "timer soft"}>${this.ring()}<span aria-hidden="true">${words}</span><span class="unseen" role="timer" aria-live="polite">${this.spoken}</span></p>`;
  }

  private ring(): TemplateResult | typeof nothing {
    if (!this.whole) return nothing;
    const share = Math.min(100, Math.round((this.left / this.whole) * 100));
    return html`<svg viewBox="0 0 36 36" aria-hidden="true">${svg`<circle cx="18" cy="18" r="15"/><circle cx="18" cy="18" r="15" pathLength="100" stroke-dasharray=${`${share} 100`} />`}</svg>`;
  }
}

customElements.define("al-countdown", Countdown);
