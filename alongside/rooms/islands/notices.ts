/**
 * <al-notices>: what is true now and should be known: a lost line, a refused microphone, nobody of staff here yet, a
 * request to mute, a word to all rooms. Each says what happened, what was kept and what to do; it stays while it is true.
 *
 *   .notices  NoticeBar[]
 *
 *   <div class="banner"><svg class="icon"><p>…</p><button class="button quiet">…</button></div>
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";

export interface NoticeBar {
  readonly key: string;
  readonly icon: string;
  readonly words: string;
  readonly tone?: "wait" | "warm" | "says";
  readonly actions?: readonly { readonly words: string; readonly act: () => void }[];
}

export class Notices extends LightElement {
  static override properties = { notices: { attribute: false } };

  notices: readonly NoticeBar[] = [];

  protected override render(): TemplateResult {
    return html`<div class="notice-bars" role="status">${repeat(
      this.notices,
      (one) => one.key,
      (one) =>
        html`<div class="banner ${one.tone ?? ""}" data-notice=${one.key}>${icon(one.icon)}<p>${one.words}</p>${
          one.actions?.map(
            (action) =>
              html`<button class="button quiet" type="button" @click=${action.act}>${action.words}</button>`,
          ) ?? nothing
        }</div>`,
    )}</div>`;
  }
}

customElements.define("al-notices", Notices);
