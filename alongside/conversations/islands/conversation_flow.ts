// The main column of a conversation: its lines, the ways to what lies before and after, who types.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { type LinesLook, messageLines } from "./conversation_lines";
import type { LineActs } from "./conversation_marks";
import type { ConversationState } from "./conversation_state";
import type { Side } from "./conversation_store";
import type { Unsent } from "./conversation_unsent";

export interface FlowOf {
  readonly state: ConversationState;
  readonly unsent: readonly Unsent[];
  readonly look: LinesLook;
  readonly acts: LineActs;
  /** The newest words of someone else, for who listens to the page. */
  readonly heard: string;
  /** Something new stands below what is in view. */
  readonly isBelow: boolean;
  readonly typing: string;
  scrolled(): void;
  more(side: Side): void;
  /** To where the unread begins. */
  back(): void;
  toEnd(): void;
}

export function flow(of: FlowOf): TemplateResult {
  const { state, unsent, look } = of;
  const held = state.later ? [] : state.held;
  const hasLines = state.messages.length || unsent.length || held.length;
  const beginsBefore = look.newFrom && state.earlier && (state.messages[0]?.seq ?? 0) > look.newFrom;
  return html`${beginsBefore ? html`<p class="left-off"><button class="button" type="button" @click=${of.back}>${icon("arrow-up")}${t("To where you left off")}</button></p>` : nothing}
    <ol class="messages" tabindex="0" aria-label=${t("Messages")} @scroll=${of.scrolled}>
      ${state.earlier ? wayTo("arrow-up", t("Earlier messages"), () => of.more("earlier")) : nothing}
      ${messageLines({ messages: state.messages, held, unsent }, look, of.acts)}
      ${hasLines ? nothing : html`<li class="soft">${t("Nobody has written yet. A hello is enough.")}</li>`}
      ${state.later ? wayTo("arrow-down", t("Later messages"), () => of.more("later")) : nothing}
      <li class="end" aria-hidden="true"></li>
    </ol>
    <p class="unseen" aria-live="polite">${of.heard}</p>
    ${of.isBelow || state.later ? html`<p class="below"><button class="button" type="button" @click=${of.toEnd}>${icon("arrow-down")}${of.isBelow ? t("New messages") : t("To the newest")}</button></p>` : nothing}
    <p class="typing small soft">${of.typing}</p>
    ${navigator.onLine ? nothing : html`<p class="banner">${icon("wifi-off")}<span>${t("You are not connected. What you write is kept here and goes out when you are connected again.")}</span></p>`}`;
}

function wayTo(arrow: "arrow-up" | "arrow-down", words: string, go: () => void): TemplateResult {
  return html`<li class="day"><button class="button quiet" type="button" @click=${go}>${icon(arrow)}${words}</button></li>`;
}
