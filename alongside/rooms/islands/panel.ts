/**
 * <al-panel>: what stands beside the people: chat · people · small rooms; in a small room first what to talk about.
 *
 *   .state · .offset · .tab · .links · .live (the socket, for the conversation)
 *
 *   <div class="tabs" role="tablist"><button role="tab" aria-selected="true">Chat</button> …</div>
 *   <div role="tabpanel"> … </div>
 *
 * The chat stays in the page while another tab shows, so that what is being written stays.
 */

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { t } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { wish } from "./bits";
import type { Chat, RoomState } from "./types";

export type Tab = "prompt" | "chat" | "people" | "breakouts";

export class Panel extends LightElement {
  static override properties = {
    state: { attribute: false },
    offset: { type: Number },
    tab: {},
    links: { attribute: false },
    live: { attribute: false },
    unread: { type: Boolean },
  };

  state: RoomState | null = null;
  offset = 0;
  tab: Tab = "chat";
  links: { readonly whereabouts: string; readonly attendance: string } | null = null;
  live: unknown = null;
  unread = false;
  /** What the page says where nobody is on call: one element, so that drawing anew keeps it. */
  private readonly lifeline = document
    .querySelector<HTMLTemplateElement>("#lifeline")
    ?.content.firstElementChild?.cloneNode(true);

  private get tabs(): readonly Tab[] {
    const small = this.state?.small ? (["prompt"] as const) : [];
    const rooms = this.state?.small && !this.state.staff ? [] : (["breakouts"] as const);
    return [...small, "chat", "people", ...rooms];
  }

  private turn(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const { tabs } = this;
    const next = tabs[(tabs.indexOf(this.tab) + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    wish(this, { kind: "tab", tab: next });
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state, tabs } = this;
    if (!state) return nothing;
    const shown = tabs.includes(this.tab) ? this.tab : (tabs[0] ?? "chat");
    return html`<div class="tabs" role="tablist" aria-label=${t("Panel pages")} @keydown=${this.turn}>
        ${tabs.map((tab) => this.button(tab, tab === shown, state))}
      </div>
      <div class="tab-page" role="tabpanel" id="page-chat" aria-labelledby="tab-chat" ?hidden=${shown !== "chat"}>${this.chat(state)}</div>
      ${shown === "chat" ? nothing : html`<div class="tab-page" role="tabpanel" id="page-${shown}" aria-labelledby="tab-${shown}">${this.page(shown, state)}</div>`}`;
  }

  private button(tab: Tab, isShown: boolean, state: RoomState): TemplateResult {
    const calls = (state.staff?.calls ?? []).some((call) => !call.answeredAt);
    const waiting = Boolean(state.staff?.waiting.length);
    const note =
      tab === "chat" && this.unread && !isShown
        ? t("new")
        : tab === "people" && waiting
          ? t("someone is nearly in")
          : tab === "breakouts" && calls
            ? t("someone asks")
            : "";
    return html`<button role="tab" type="button" id="tab-${tab}" aria-controls="page-${tab}" aria-selected=${isShown} tabindex=${isShown ? 0 : -1}
      @click=${() => wish(this, { kind: "tab", tab })}>${word(tab)}${note ? html`<span class="dot" aria-hidden="true"></span><span class="unseen">, ${note}</span>` : nothing}</button>`;
  }

  private chat(state: RoomState): TemplateResult | typeof nothing {
    const chat: Chat | null = state.small ? state.small.chat : state.chat;
    if (!chat) return html`<p class="soft wait-here">${t("The chat of this room is coming.")}</p>`;
    const reads = state.small
      ? t("The people in this small room read this, and can read it again later.")
      : t("Everyone who is in this session reads this, and can read it again later.");
    const label = state.small ? t("Write to this room") : t("Write to everyone in the room");
    return html`${this.lifeline ?? nothing}${keyed(
      chat.id,
      html`<al-conversation conversation=${chat.id} me=${state.me.id} label=${label} who-reads=${reads} phrases="on" report="/safety/report/message/ID/" .state=${chat} .live=${this.live} .people=${names(state)}></al-conversation>`,
    )}`;
  }

  private page(tab: Exclude<Tab, "chat">, state: RoomState): TemplateResult {
    switch (tab) {
      case "prompt":
        return html`<al-prompt .state=${state} offset=${this.offset}></al-prompt>`;
      case "people":
        return html`<al-room-people .state=${state} .links=${this.links}></al-room-people>`;
      case "breakouts":
        return html`<al-breakouts .state=${state} offset=${this.offset}></al-breakouts>`;
    }
  }
}

function names(state: RoomState): Readonly<Record<string, string>> {
  return Object.fromEntries(state.room.people.map((one) => [one.id, one.name]));
}

function word(tab: Tab): string {
  switch (tab) {
    case "prompt":
      return t("Topic");
    case "chat":
      return t("Chat");
    case "people":
      return t("People");
    case "breakouts":
      return t("Rooms");
  }
}

customElements.define("al-panel", Panel);
