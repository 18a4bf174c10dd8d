// What stands beside one message: that message, the replies, and a box. One level deep.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { type LinesLook, messageLines } from "./conversation_lines";
import type { LineActs } from "./conversation_marks";
import type { ConversationState } from "./conversation_state";
import type { Unsent } from "./conversation_unsent";

export interface ThreadOf {
  readonly state: ConversationState | null;
  readonly unsent: readonly Unsent[];
  readonly look: LinesLook;
  readonly acts: LineActs;
  readonly composer: TemplateResult;
  close(): void;
  earlier(): void;
}

export function threadPanel(of: ThreadOf): TemplateResult {
  const { state, look, acts } = of;
  const unsent = state?.later ? [] : of.unsent;
  const beside = { ...look, newFrom: 0, mine: state?.mine ?? {}, small: true };
  const isEmpty = !unsent.length && !state?.messages.some((message) => message.thread);
  return html`<section class="thread" aria-labelledby="thread-title">
    <header class="line ends"><h2 id="thread-title" tabindex="-1">${t("Thread")}</h2>
      <button class="button quiet" type="button" @click=${of.close}>${icon("x")}${t("Back to all")}</button></header>
    ${
      state
        ? html`<ol class="messages" tabindex="0" aria-label=${t("The message and its replies")}>
        ${state.earlier ? html`<li class="day"><button class="button quiet" type="button" @click=${of.earlier}>${icon("arrow-up")}${t("Earlier replies")}</button></li>` : nothing}
        ${messageLines({ held: [], unsent, messages: state.messages }, beside, acts)}
        ${isEmpty ? html`<li class="soft">${t("Nobody has replied here yet.")}</li>` : nothing}
      </ol>`
        : html`<p class="loading">${t("The replies are coming.")}</p>`
    }
    ${of.composer}
  </section>`;
}
