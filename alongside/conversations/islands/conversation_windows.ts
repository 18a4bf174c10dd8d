// Two small windows of a conversation: a picture at its full size, and the choice of another day.

import { html, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { dateOf } from "./conversation_days";
import type { Attached } from "./conversation_state";

/** <al-picture>: `show(file, name)` opens a picture over the page. */
export class Picture extends LightElement {
  static override properties = { file: { state: true }, name: { state: true } };
  file: Attached | null = null;
  name = "";

  show(file: Attached, name: string): void {
    Object.assign(this, { file, name });
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  protected override render(): TemplateResult {
    const close = () => this.querySelector("dialog")?.close();
    const { file } = this;
    return html`<dialog class="dialog picture-window" aria-label=${t("Picture from {name}", { name: this.name })} @click=${(
      event: Event,
    ) => {
      if (event.target === event.currentTarget) close();
    }}>
      ${file ? html`<img src=${file.url} width=${file.width} height=${file.height} alt=${t("Picture from {name}", { name: this.name })}>` : ""}
      <div class="buttons">
        <a class="button quiet" href=${file?.url ?? "#"} download>${icon("download")}${t("Save it")}</a>
        <button class="button" type="button" autofocus @click=${close}>${t("Close")}</button>
      </div>
    </dialog>`;
  }
}

/** <al-other-day>: `ask(day)` opens the choice; fires `other-day` (bubbling, detail YYYY-MM-DD). */
export class OtherDay extends LightElement {
  static override properties = { day: { state: true } };
  day = "";

  ask(day: string): void {
    this.day = day;
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  private go(event: SubmitEvent): void {
    event.preventDefault();
    const day = this.querySelector("input")?.value ?? "";
    this.querySelector("dialog")?.close();
    if (day) this.dispatchEvent(new CustomEvent("other-day", { bubbles: true, detail: day }));
  }

  protected override render(): TemplateResult {
    const close = () => this.querySelector("dialog")?.close();
    return html`<dialog class="dialog" aria-labelledby="other-day-title"><form class="stack-wide" @submit=${this.go}>
      <h2 id="other-day-title">${t("Go to another day")}</h2>
      <div class="field"><label for="other-day">${t("Day")}</label><input class="input" id="other-day" type="date" required .value=${this.day} max=${dateOf(new Date())}></div>
      <div class="buttons"><button class="button" type="button" @click=${close}>${t("Close")}</button><button class="button primary">${icon("calendar")}${t("Go there")}</button></div>
    </form></dialog>`;
  }
}

customElements.define("al-picture", Picture);
customElements.define("al-other-day", OtherDay);
