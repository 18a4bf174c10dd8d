/**
 * <al-conversation>: a conversation as it happens, with a box to write in.
 *
 *   <al-conversation conversation="<id>" me="<person>" name="Maya" label="Write to Early Birds" state-from="talk-state"
 *                    who-reads="The 11 people in Early Birds read this." phrases="on" report="/safety/report/message/ID/"
 *                    between="/me/boundaries/ID/" staff="<person>,…" page ?company ?files ?threads ?helps typing="off"> … the plain page … </al-conversation>
 *   .state=${ConversationState} .live=${LiveSocket} .people=${{ <person>: <name> }}
 *
 * `state` may be left out (it is fetched, or read from the JSON script that `state-from` names) and given again after a
 * refetch (what is newer stays). `live` may be left out: then it is the page's socket. It joins its topic
 * itself. `people` names people as they are called now: a line said before is shown under that name, too. `page`: it is
 * the page's own conversation, with days, what is new and how far one has read; without it, it is a live room's chat.
 * What stands inside before is replaced; what was written, ticked and chosen there is carried over. Fires
 * `conversation-new` (bubbling, detail {author, name}) when someone else has said something. `company`, `files`,
 * `phrases`: see <al-composer>; `report`, `between`, `staff`, `threads`, `helps`: see <al-message-menu>; typing="off":
 * others don't see that this person types.
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { onLeave } from "../../../islands/quick_exit";
import { type Line, shared } from "../../../islands/shared_socket";
import type { LiveEvent } from "../../../islands/socket";
import { toast } from "../../../islands/toasts";
import type { Composer } from "./conversation_composer";
import {
  type Before,
  dateAtLeast,
  inside,
  namesIn,
  react,
  stateFrom,
  typingLine,
} from "./conversation_doing";
import { flow } from "./conversation_flow";
import type { LinesLook } from "./conversation_lines";
import type { LineActs } from "./conversation_marks";
import type { MessageAct, MessageMenu } from "./conversation_menu";
import { Reading } from "./conversation_reading";
import { ListScroll } from "./conversation_scroll";
import type { ConversationState, Said } from "./conversation_state";
import { ConversationStore, type Live, type Place } from "./conversation_store";
import { threadPanel } from "./conversation_thread";
import type { Written } from "./conversation_unsent";
import type { OtherDay, Picture } from "./conversation_windows";
import "./conversation_composer";
import "./conversation_menu";
import "./conversation_voice";
import "./conversation_windows";

export class Conversation extends LightElement {
  static override properties = {
    conversation: {},
    me: {},
    name: {},
    label: {},
    whoReads: { attribute: "who-reads" },
    phrases: {},
    report: {},
    between: {},
    staff: {},
    typing: {},
    stateFrom: { attribute: "state-from" },
    page: { type: Boolean },
    company: { type: Boolean },
    files: { type: Boolean },
    threads: { type: Boolean },
    helps: { type: Boolean },
    state: { attribute: false },
    live: { attribute: false },
    people: { attribute: false },
  };

  conversation = "";
  me = "";
  name = "";
  label = "";
  whoReads = "";
  phrases = "";
  report = "";
  between = "";
  staff = "";
  typing = "";
  stateFrom = "";
  page = false;
  company = false;
  files = false;
  threads = false;
  helps = false;
  state: ConversationState | null = null;
  live: Live | null = null;
  people: Readonly<Record<string, string>> = {};

  private store: ConversationStore | null = null;
  private line: Line | null = null;
  private reading: Reading | null = null;
  private undo: (() => void)[] = [];
  /** Something new stands below what is in view. */
  private isBelow = false;
  /** The newest words of someone else, for who listens to the page. */
  private heard = "";
  private readonly reader = new ListScroll((side) => void this.store?.more(side));
  private newFrom = 0;
  private focusOn = "";
  private isPlaced = false;
  private plain: Before | null = null;

  override connectedCallback(): void {
    this.plain ??= inside(this);
    super.connectedCallback();
    if (this.hasUpdated) this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const undo of this.undo) undo();
    this.undo = [];
    this.reader.stop();
    this.store?.stop();
    this.reading?.stop();
    this.line?.close();
    this.store = this.line = this.reading = null;
  }

  private begin(): void {
    const lost = t("This couldn’t be sent. You may no longer write here.");
    const events = { changed: () => this.requestUpdate(), said: (message: Said) => this.said(message) };
    const store = new ConversationStore(this.conversation, this.me, events, lost);
    this.store = store;
    this.state ??= stateFrom(this.stateFrom);
    if (this.state) store.give(this.state);
    if (!this.live) this.line = shared();
    const live = this.live ?? this.line;
    if (live) store.start(live);
    if (this.page && this.me)
      live?.join(`person:${this.me}`, { event: (event) => this.readElsewhere(event) });
    const again = () => this.requestUpdate();
    window.addEventListener("online", again);
    window.addEventListener("offline", again);
    this.undo = [
      onLeave(() => store.stop()),
      () => window.removeEventListener("online", again),
      () => window.removeEventListener("offline", again),
    ];
  }

  /** What was read on another device isn't told again from here. */
  private readElsewhere({ kind, data }: LiveEvent): void {
    const { conversation, upto } = data as { conversation: string; upto: number };
    if (kind === "conversations.read" && conversation === this.store?.state?.id) this.reading?.known(upto);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.store && this.isConnected) this.begin();
    else if (changed.has("state") && this.state) this.store?.give(this.state);
    if (!this.hasUpdated) this.replaceChildren();
    this.opened();
    this.reader.before();
  }

  /** The first time there is a state: where the unread begins, and how far was read. */
  private opened(): void {
    const state = this.store?.state;
    if (!state || this.reading || !this.page) return;
    if (state.readSeq && state.readSeq < state.newest) this.newFrom = state.readSeq + 1;
    const newest = () => {
      const now = this.store?.state;
      return (now?.later ? now.head : now?.newest) ?? 0;
    };
    this.reading = new Reading(this.conversation, state.readSeq, newest);
    const asked = /^#m(\d+)$/.exec(location.hash)?.[1];
    const found = state.messages.find((message) => message.seq === Number(asked));
    if (found) this.focusOn = found.id;
    else if (asked) void this.goTo({ around: Number(asked) });
  }

  protected override updated(): void {
    const { plain } = this;
    const box = this.composer;
    if (plain && box) {
      this.plain = null;
      void box.updateComplete.then(() => box.takeOver(plain));
    }
    this.reader.watch(this.list);
    const end = this.querySelector(".conversation .end");
    if (!this.store?.state) return;
    if (!this.isPlaced) {
      this.place();
      requestAnimationFrame(() => this.isConnected && this.place()); // once the box below has its size
    } else this.reader.after();
    if (end) this.reading?.watch(end);
    this.reading?.look();
  }

  /** Where reading begins: at what was asked for, at what is new, or at the end. */
  private place(): void {
    this.isPlaced = true;
    const line = this.querySelector<HTMLElement>(".asked-for") ?? this.querySelector(".new-since");
    if (line) this.reader.show(line);
    else this.reader.toEnd();
    if (line instanceof HTMLElement && line.classList.contains("asked-for"))
      line.focus({ preventScroll: true });
  }

  private get list(): HTMLElement | null {
    return this.querySelector(":scope > .conversation > .messages");
  }

  private get composer(): Composer | null {
    return this.querySelector(":scope > .conversation > al-composer");
  }

  private get menu(): MessageMenu | null {
    return this.querySelector("al-message-menu");
  }

  private async goTo(place: Place): Promise<void> {
    this.isBelow = false;
    const seq = place && "around" in place ? place.around : 0;
    this.isPlaced = false;
    if (!(await this.store?.jump(place))) {
      this.isPlaced = true;
      toast(t("That couldn’t be fetched. Please try again when you are connected."), { icon: "wifi-off" });
      return;
    }
    const messages = this.store?.state?.messages ?? [];
    const first = place && "date" in place ? messages.find((one) => dateAtLeast(one, place.date)) : undefined;
    this.focusOn = (seq ? messages.find((one) => one.seq === seq) : first)?.id ?? "";
    this.requestUpdate();
    await this.updateComplete;
    this.place();
  }

  private said(message: Said): void {
    if (this.store?.state?.muted.includes(message.author)) return;
    this.heard = t("{name}: {words}", { name: message.name, words: message.body || t("A file") });
    const isHere = !message.thread || message.thread === this.store?.threadOf;
    if (isHere && !message.thread && (!this.reader.isAtEnd || this.store?.state?.later)) this.isBelow = true;
    else if (this.reader.isAtEnd) this.store?.trim();
    const detail = { author: message.author, name: message.name };
    this.dispatchEvent(new CustomEvent("conversation-new", { bubbles: true, detail }));
    this.requestUpdate();
  }

  private readonly send = (event: CustomEvent<Written>): void => {
    this.store?.send(event.detail);
    if (!event.detail.thread) void this.updateComplete.then(() => this.toEnd());
  };

  private readonly typed = (): void => {
    if (this.typing !== "off") this.store?.typed();
  };

  /** An unsent message goes back into the box that it came from. */
  private change(key: string): void {
    const unsent = this.store?.takeBack(key);
    const box = unsent?.thread ? this.querySelector<Composer>(".thread al-composer") : this.composer;
    if (unsent) box?.putBack(unsent);
  }

  private toEnd(): void {
    this.isBelow = false;
    if (this.store?.state?.later) void this.goTo(null);
    else this.reader.toEnd();
    this.requestUpdate();
  }

  private scrolled(): void {
    this.reader.scrolled();
    this.reading?.look();
    if (!this.isBelow || !this.reader.isAtEnd || this.store?.state?.later) return;
    this.isBelow = false;
    this.requestUpdate();
  }

  private find(id: string): boolean {
    const line = this.querySelector<HTMLElement>(`.messages [data-id="${CSS.escape(id)}"]`);
    if (!line) return false;
    const folded = line.closest("details");
    if (folded) folded.open = true;
    line.tabIndex = -1;
    line.scrollIntoView({ block: "center" });
    line.focus({ preventScroll: true });
    return true;
  }

  private async openThread(message: Said, write = false): Promise<void> {
    const root = message.thread || message.id;
    await this.store?.openThread(root);
    await this.updateComplete;
    const box = this.querySelector<Composer>(".thread al-composer");
    if (write && box) box.toBox();
    else this.querySelector<HTMLElement>("#thread-title")?.focus();
  }

  private closeThread(): void {
    const root = this.store?.threadOf ?? "";
    this.store?.closeThread();
    void this.updateComplete.then(() =>
      this.list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(root)}"] .more`)?.focus(),
    );
  }

  private readonly acted = (event: CustomEvent<MessageAct>): void => {
    const { detail } = event;
    const { message } = detail;
    const beside = this.querySelector<Composer>(".thread al-composer");
    const box = message.thread && beside ? beside : this.composer;
    if (detail.act === "react") void this.react(message, detail.code, detail.on);
    else if (detail.act === "beside") void this.openThread(message, true);
    else if (detail.act === "edit") box?.edit(message);
    else box?.reply(message);
  };

  private async react(message: Said, code: string, on: boolean): Promise<void> {
    const count = Math.max(0, (message.reactions[code] ?? 0) + (on ? 1 : -1));
    this.store?.reacted(message.id, code, on, count);
    const problem = await react(this.conversation, message.id, code, on);
    if (!problem) return;
    this.store?.reacted(message.id, code, !on, message.reactions[code] ?? 0);
    toast(problem, { icon: "circle-alert" });
  }

  private readonly acts: LineActs = {
    more: (message) => {
      const mine = this.store?.thread?.mine[message.id] ?? this.store?.state?.mine[message.id] ?? [];
      const { menu } = this;
      if (menu) menu.mine = mine;
      menu?.open(message, this.store?.state?.mayWrite ?? false);
    },
    react: (message, code, on) => void this.react(message, code, on),
    thread: (message) => void this.openThread(message),
    find: (id) => this.find(id),
    answer: (message) => this.menu?.ask("take", message),
    picture: (file, name) => this.querySelector<Picture>("al-picture")?.show(file, name),
    again: () => this.store?.hurry(),
    change: (key) => this.change(key),
    otherDay: (day) => this.querySelector<OtherDay>("al-other-day")?.ask(day),
  };

  protected override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const state = store?.state;
    if (!store || !state) return html`<p class="loading">${t("The conversation is coming.")}</p>`;
    const names = namesIn(state, store.thread, {
      ...(this.name ? { [this.me]: this.name } : {}),
      ...this.people,
    });
    const look: LinesLook = {
      conversation: this.conversation,
      me: this.me,
      names,
      mine: state.mine,
      muted: state.muted,
      mayWrite: state.mayWrite,
      newFrom: this.newFrom,
      focus: this.focusOn,
      small: !this.page,
    };
    return html`<div class="conversation" @composer-send=${this.send} @composer-typed=${this.typed} @message-known=${this.known}>
        ${flow({
          state,
          unsent: state.later ? [] : store.unsent.filter((one) => !one.thread),
          look,
          acts: this.acts,
          heard: this.heard,
          isBelow: this.isBelow,
          typing: typingLine(store.typing.people, state, names),
          scrolled: () => this.scrolled(),
          more: (side) => void store.more(side),
          back: () => void this.goTo({ around: this.newFrom }),
          toEnd: () => this.toEnd(),
        })}
        ${state.mayWrite ? this.box("", this.label) : html`<p class="soft">${state.closed ? t("This conversation has ended. You can still read it.") : t("You can no longer write here.")}</p>`}
      </div>
      ${store.threadOf ? this.beside(look) : nothing}
      <al-message-menu conversation=${this.conversation} me=${this.me} report=${this.report} between=${this.between} staff=${this.staff} ?apart=${!this.page} ?threads=${this.threads} ?helps=${this.helps}
        @message-act=${this.acted} @message-known=${this.known}></al-message-menu>
      <al-picture></al-picture>
      ${this.page ? html`<al-other-day @other-day=${(event: CustomEvent<string>) => void this.goTo({ date: event.detail })}></al-other-day>` : nothing}`;
  }

  private readonly known = (event: CustomEvent<Said>): void => this.store?.known(event.detail);

  private box(thread: string, label: string): TemplateResult {
    return html`<al-composer conversation=${this.conversation} me=${this.me} thread=${thread} label=${label} who-reads=${this.whoReads} phrases=${this.phrases}
      ?company=${this.company && !thread} ?files=${this.files}></al-composer>`;
  }

  private beside(look: LinesLook): TemplateResult {
    const { store } = this;
    return html`<div class="beside-it" @composer-send=${this.send} @composer-typed=${this.typed} @message-known=${this.known}>${threadPanel(
      {
        state: store?.thread ?? null,
        unsent: store?.unsent.filter((one) => one.thread === store.threadOf) ?? [],
        look,
        acts: this.acts,
        composer: store?.state?.mayWrite ? this.box(store.threadOf, t("Reply beside it")) : html``,
        close: () => this.closeThread(),
        earlier: () => void store?.moreOfThread(),
      },
    )}</div>`;
  }
}

customElements.define("al-conversation", Conversation);
