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
import type { Composer } from "./conversation_composer";
import { type Before, inside, namesIn, react, stateFrom, typingLine } from "./conversation_doing";
import { flow } from "./conversation_flow";
import type { LinesLook } from "./conversation_lines";
import type { LineActs } from "./conversation_marks";
import type { MessageAct, MessageMenu } from "./conversation_menu";
import { ReadingPlace } from "./conversation_place";
import type { ConversationState, Said } from "./conversation_state";
import { ConversationStore, type Live } from "./conversation_store";
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
  private undo: (() => void)[] = [];
  /** The newest words of someone else, for who listens to the page. */
  private heard = "";
  private readonly place = new ReadingPlace(this, () => this.store);
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
    this.place.stop();
    this.store?.stop();
    this.line?.close();
    this.store = this.line = null;
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
    if (kind === "conversations.read" && conversation === this.store?.state?.id) this.place.known(upto);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.store && this.isConnected) this.begin();
    else if (changed.has("state") && this.state) this.store?.give(this.state);
    if (!this.hasUpdated) this.replaceChildren();
    this.place.before(this.conversation, this.page);
  }

  protected override updated(): void {
    const { plain } = this;
    const box = this.composer;
    if (plain && box) {
      this.plain = null;
      void box.updateComplete.then(() => box.takeOver(plain));
    }
    this.place.after();
  }

  private get composer(): Composer | null {
    return this.querySelector(":scope > .conversation > al-composer");
  }

  private get menu(): MessageMenu | null {
    return this.querySelector("al-message-menu");
  }

  private said(message: Said): void {
    if (this.store?.state?.muted.includes(message.author)) return;
    this.heard = t("{name}: {words}", { name: message.name, words: message.body || t("A file") });
    this.place.said(message);
    const detail = { author: message.author, name: message.name };
    this.dispatchEvent(new CustomEvent("conversation-new", { bubbles: true, detail }));
    this.requestUpdate();
  }

  private readonly send = (event: CustomEvent<Written>): void => {
    this.store?.send(event.detail);
    if (!event.detail.thread) void this.updateComplete.then(() => this.place.toEnd());
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
      this.place.list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(root)}"] .more`)?.focus(),
    );
  }

  private readonly acted = (event: CustomEvent<MessageAct>): void => {
    const { detail } = event;
    const { message } = detail;
    const beside = this.querySelector<Composer>(".thread al-composer");
    const box = message.thread && beside ? beside : this.composer;
    if (detail.act === "react") this.acts.react(message, detail.code, detail.on);
    else if (detail.act === "beside") void this.openThread(message, true);
    else if (detail.act === "edit") box?.edit(message);
    else box?.reply(message);
  };

  private readonly acts: LineActs = {
    more: (message) => {
      const mine = this.store?.thread?.mine[message.id] ?? this.store?.state?.mine[message.id] ?? [];
      const { menu } = this;
      if (menu) menu.mine = mine;
      menu?.open(message, this.store?.state?.mayWrite ?? false);
    },
    react: (message, code, on) => {
      if (this.store) void react(this.store, message, code, on);
    },
    thread: (message) => void this.openThread(message),
    find: (id) => this.place.find(id),
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
      newFrom: this.place.newFrom,
      focus: this.place.focusOn,
      small: !this.page,
    };
    return html`<div class="conversation" @composer-send=${this.send} @composer-typed=${this.typed} @message-known=${this.known}>
        ${flow({
          state,
          unsent: state.later ? [] : store.unsent.filter((one) => !one.thread),
          look,
          acts: this.acts,
          heard: this.heard,
          isBelow: this.place.isBelow,
          typing: typingLine(store.typing.people, state, names),
          scrolled: () => this.place.scrolled(),
          more: (side) => void store.more(side),
          back: () => void this.place.goTo({ around: this.place.newFrom }),
          toEnd: () => this.place.toEnd(),
        })}
        ${state.mayWrite ? this.box("", this.label) : html`<p class="soft">${state.closed ? t("This conversation has ended. You can still read it.") : t("You can no longer write here.")}</p>`}
      </div>
      ${store.threadOf ? this.beside(look) : nothing}
      <al-message-menu conversation=${this.conversation} me=${this.me} report=${this.report} between=${this.between} staff=${this.staff} ?apart=${!this.page} ?threads=${this.threads} ?helps=${this.helps}
        @message-act=${this.acted} @message-known=${this.known}></al-message-menu>
      <al-picture></al-picture>
      ${this.page ? html`<al-other-day @other-day=${(event: CustomEvent<string>) => void this.place.goTo({ date: event.detail })}></al-other-day>` : nothing}`;
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
        composer: store?.state?.mayWrite ? this.box(store.threadOf, t("Reply in this thread")) : html``,
        close: () => this.closeThread(),
        earlier: () => void store?.moreOfThread(),
      },
    )}</div>`;
  }
}

customElements.define("al-conversation", Conversation);
