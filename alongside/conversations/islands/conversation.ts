/**
 * <al-conversation>: a conversation as it happens, with a box to write in.
 *
 *   <al-conversation conversation="<id>" me="<person>" label="Write to everyone in the room"
 *                    who-reads="Everyone who is in this session reads this."
 *                    .state=${ConversationState} .live=${LiveSocket} .people=${{ <person>: <name> }}></al-conversation>
 *
 * `state` may be left out (it is fetched) and given again after a refetch (what is newer stays). `live` may be left out:
 * then the element opens a socket of its own. It joins its topic itself. `people` names people
 * as they are called now: a line said before is shown under that name, too. Fires `conversation-new` (bubbling, detail {author, name}) when someone else has said something.
 *
 * Enter sends, Shift+Enter begins a line. What is sent shows at once and is kept until it is stored.
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { LiveSocket } from "../../../islands/socket";
import { messageLines } from "./conversation_lines";
import type { ConversationState, Said } from "./conversation_state";
import { ConversationStore, type Live } from "./conversation_store";

const LONGEST = 4000;
const NEAR_END_PX = 96;

let count = 0;

export class Conversation extends LightElement {
  static override properties = {
    conversation: {},
    me: {},
    label: {},
    whoReads: { attribute: "who-reads" },
    state: { attribute: false },
    live: { attribute: false },
    people: { attribute: false },
  };

  conversation = "";
  me = "";
  label = "";
  whoReads = "";
  state: ConversationState | null = null;
  live: Live | null = null;
  people: Readonly<Record<string, string>> = {};

  private readonly box = `write-${++count}`;
  private store: ConversationStore | null = null;
  private own: LiveSocket | null = null;
  /** Something new stands below what is in view. */
  private isBelow = false;
  /** The newest words of someone else, for who listens to the page. */
  private heard = "";
  private isAtEnd = true;
  private firstSeq = 0;
  private isDraftBack = false;
  private heightBefore = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store?.stop();
    this.own?.close();
    this.store = this.own = null;
  }

  private begin(): void {
    const lost = t("This couldn’t be sent. You may no longer write here.");
    const events = { changed: () => this.requestUpdate(), said: (message: Said) => this.said(message) };
    this.store = new ConversationStore(this.conversation, this.me, events, lost);
    if (this.state) this.store.give(this.state);
    if (!this.live) this.own = new LiveSocket();
    const live = this.live ?? this.own;
    if (live) this.store.start(live);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.store && this.isConnected) this.begin();
    else if (changed.has("state") && this.state) this.store?.give(this.state);
    const { list } = this;
    if (list) this.isAtEnd = this.isNearEnd(list);
    this.heightBefore = list?.scrollHeight ?? 0;
  }

  protected override updated(): void {
    const { list, words } = this;
    if (words && !this.isDraftBack) {
      this.isDraftBack = true;
      words.value ||= this.draft;
    }
    if (!list) return;
    const first = this.store?.state?.messages[0]?.seq ?? 0;
    if (first < this.firstSeq) list.scrollTop += list.scrollHeight - this.heightBefore;
    else if (this.isAtEnd) list.scrollTop = list.scrollHeight;
    this.firstSeq = first;
  }

  private get list(): HTMLElement | null {
    return this.querySelector(".messages");
  }

  private get words(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  private isNearEnd(list: HTMLElement): boolean {
    return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  }

  private said(message: Said): void {
    const { list } = this;
    this.heard = t("{name}: {words}", { name: message.name, words: message.body });
    if (list && !this.isNearEnd(list)) this.isBelow = true;
    const detail = { author: message.author, name: message.name };
    this.dispatchEvent(new CustomEvent("conversation-new", { bubbles: true, detail }));
    this.requestUpdate();
  }

  private send(event?: Event): void {
    event?.preventDefault();
    const { words } = this;
    const body = words?.value.trim();
    if (!words || !body || [...body].length > LONGEST) return;
    words.value = "";
    this.keepDraft("");
    this.store?.send(body);
    void this.updateComplete.then(() => this.toEnd());
    words.focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
  }

  private typed(): void {
    const words = this.words?.value ?? "";
    this.keepDraft(words);
    if (words) this.store?.typed();
    this.requestUpdate();
  }

  /** An unsent message goes back into the box. */
  private change(key: string): void {
    const { words } = this;
    const body = this.store?.takeBack(key);
    if (!words || !body) return;
    words.value = words.value ? `${body}\n${words.value}` : body;
    this.typed();
    words.focus();
  }

  private toEnd(): void {
    const { list } = this;
    if (list) list.scrollTop = list.scrollHeight;
    this.isBelow = false;
    this.requestUpdate();
  }

  private scrolled(): void {
    const { list } = this;
    if (!this.isBelow || !list || !this.isNearEnd(list)) return;
    this.isBelow = false;
    this.requestUpdate();
  }

  private get draftPlace(): string {
    return `draft:${this.me}:${this.conversation}`;
  }

  private get draft(): string {
    try {
      return sessionStorage.getItem(this.draftPlace) ?? "";
    } catch {
      return "";
    }
  }

  private keepDraft(words: string): void {
    try {
      if (words) sessionStorage.setItem(this.draftPlace, words);
      else sessionStorage.removeItem(this.draftPlace);
    } catch {
      // storage may be forbidden; the box itself still holds the words
    }
  }

  private get typingLine(): string {
    const { store } = this;
    const names = (store?.typing.people ?? []).map(
      (person) => this.people[person] ?? store?.state?.messages.find((one) => one.author === person)?.name,
    );
    if (!names.length) return "";
    const [first] = names;
    if (names.length > 1) return t("Some people are typing");
    return first ? t("{name} is typing", { name: first }) : t("Someone is typing");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const state = store?.state;
    if (!store || !state) return html`<p class="loading">${t("The conversation is coming.")}</p>`;
    const acts = { again: () => store.hurry(), change: (key: string) => this.change(key) };
    return html`<div class="conversation">
      <ol class="messages" tabindex="0" aria-label=${t("Messages")} @scroll=${this.scrolled}>
        ${state.earlier ? html`<li class="day"><button class="button quiet" type="button" @click=${() => void store.earlier()}>${icon("arrow-up")}${t("Earlier messages")}</button></li>` : nothing}
        ${messageLines(state.messages, store.unsent, this.me, acts, this.people)}
        ${state.messages.length || store.unsent.length ? nothing : html`<li class="soft">${t("Nobody has written yet. A hello is enough.")}</li>`}
      </ol>
      <p class="unseen" aria-live="polite">${this.heard}</p>
      ${this.isBelow ? html`<p class="below"><button class="button" type="button" @click=${this.toEnd}>${icon("arrow-down")}${t("New messages")}</button></p>` : nothing}
      <p class="typing small soft">${this.typingLine}</p>
      ${state.mayWrite ? this.composer() : html`<p class="soft">${state.closed ? t("This conversation has ended. You can still read it.") : t("You can no longer write here.")}</p>`}
    </div>`;
  }

  private composer(): TemplateResult {
    const over = [...(this.words?.value ?? "")].length - LONGEST;
    const notes = over > 0 ? `${this.box}-over ${this.box}-reads` : `${this.box}-reads`;
    return html`<form class="composer" @submit=${this.send}>
      <label class="unseen" for=${this.box}>${this.label || t("Write a message")}</label>
      <div class="with-send">
        <textarea class="input" id=${this.box} rows="1" dir="auto" enterkeyhint="send" data-keep="no" aria-describedby=${notes}
          placeholder=${t("Say something small")} @keydown=${this.pressed} @input=${this.typed}></textarea>
        <button class="button primary">${icon("send")}${t("Send")}</button>
      </div>
      ${over > 0 ? html`<p class="field-error" id="${this.box}-over">${icon("circle-alert")}<span>${t("{over} characters too long. Please shorten it, or send it in two parts.", { over })}</span></p>` : nothing}
      <p class="who-reads" id="${this.box}-reads">${icon("eye")}<span>${this.whoReads || t("Everyone who takes part in this conversation reads this.")}</span></p>
    </form>`;
  }
}

customElements.define("al-conversation", Conversation);
