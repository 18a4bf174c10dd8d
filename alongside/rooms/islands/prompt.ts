/**
 * <al-prompt>: in a small room: what to talk about, how long there is, and how to get someone.
 *
 *   .state  RoomState      .offset  milliseconds to the server's clock
 *
 *   <div class="prompt"><al-countdown> <h2>…</h2> <blockquote class="borrow"> … </div>
 *   <section class="calls"><button>Ask the counselor to come</button> <button>Back to the main room</button></section>
 *
 * Asks: call, step-out, visit (staff going back). Wishes: say (the borrowed sentence goes into the chat's box).
 */

import { html, nothing, type TemplateResult } from "lit";
import { mine, t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { ask, wish } from "./bits";
import { find } from "./room_state";
import type { PromptWords, RoomState, Small } from "./types";
import { named, nameOf } from "./words";

export class PromptPage extends LightElement {
  static override properties = {
    state: { attribute: false },
    offset: { type: Number },
  };

  state: RoomState | null = null;
  offset = 0;

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    const small = state?.small;
    const round = state?.room.round;
    if (!state || !small) return nothing;
    const prompt = round?.prompt ? mine(round.prompt.words) : undefined;
    return html`<div class="panel-page prompt-page">
      <div class="prompt" tabindex="0" role="region" aria-label=${t("What to talk about")}>
        ${
          round?.endsAt && round.phase === "open"
            ? html`<al-countdown until=${round.endsAt} offset=${this.offset} whole=${round.minutes * 60} .say=${(left: string) => t("{time} left in here", { time: left })}></al-countdown>`
            : nothing
        }
        ${prompt ? this.prompt(prompt) : html`<h2>${t("Say hello, and how today is going")}</h2>`}
        <p class="soft">${t("One word is fine. So is passing.")}</p>
        ${state.me.isHost ? nothing : html`<p class="small soft">${isCircle(state) ? t("If you ask a host to come, only the hosts see that you asked. This room sees who answers.") : t("If you ask the counselor to come, only staff see that you asked. This room sees who answers.")}</p>`}
      </div>
      ${state.me.isHost ? this.forStaff() : this.calls(state, small)}
    </div>`;
  }

  private prompt(prompt: PromptWords): TemplateResult {
    return html`<h2>${prompt.title}</h2>
      <div class="stack">
        <p class="soft">${t("A first sentence to borrow")}</p>
        <blockquote class="borrow">“${prompt.first}”</blockquote>
        <button class="button" type="button" @click=${() => wish(this, { kind: "say", words: prompt.first })}>${icon("message-square")}${t("Put it in the chat")}</button>
      </div>
      ${prompt.care ? html`<details class="care"><summary>${t("If someone isn’t safe")}</summary><p>${prompt.care}</p></details>` : nothing}`;
  }

  private calls(state: RoomState, small: Small): TemplateResult {
    const { call } = small;
    const answeredBy = call?.answeredBy ?? null;
    const isHere = answeredBy !== null && small.people.includes(answeredBy);
    const called = answeredBy === null ? call !== null : isHere;
    return html`<section class="calls" aria-label=${t("If you need someone")}>
      ${
        called
          ? html`<p class="says called" role="status">${
              isHere
                ? t("{name} is here.", { name: named(nameOf(find(state, answeredBy ?? ""))) })
                : isCircle(state)
                  ? t("You asked. A host comes as soon as they can.")
                  : t("You asked. Someone on staff comes as soon as they can.")
            }</p>`
          : html`<button class="button wide" type="button" @click=${() => ask(this, "call", { small: small.id })}>${icon("hand")}${isCircle(state) ? t("Ask a host to come") : t("Ask the counselor to come")}</button>`
      }
      <button class="button quiet wide" type="button" @click=${() => ask(this, "step-out")}>${t("Back to the main room")}</button>
    </section>`;
  }

  private forStaff(): TemplateResult {
    return html`<section class="calls" aria-label=${t("Your visit")}>
      <button class="button wide" type="button" @click=${() => ask(this, "visit", { small: "" })}>${icon("arrow-left")}${t("Back to the main room")}</button>
      <p class="small soft">${t("You are visiting. You don’t take a seat.")}</p>
    </section>`;
  }
}

const isCircle = (state: RoomState): boolean => state.room.meeting.kind === "circle";

customElements.define("al-prompt", PromptPage);
