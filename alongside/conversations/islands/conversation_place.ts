// Where in a conversation someone reads: where that begins, what they haven't seen, and the ways to somewhere else in it.

import type { LitElement } from "lit";
import { t } from "../../../islands/i18n";
import { toast } from "../../../islands/toasts";
import { dateAtLeast } from "./conversation_doing";
import { Reading } from "./conversation_reading";
import { ListScroll } from "./conversation_scroll";
import type { Said } from "./conversation_state";
import type { ConversationStore, Place } from "./conversation_store";

export class ReadingPlace {
  /** Something new stands below what is in view. */
  isBelow = false;
  /** The first message this person hadn't seen when they came; 0 for none. */
  newFrom = 0;
  /** The message that was asked for. */
  focusOn = "";
  private isPlaced = false;
  private reading: Reading | null = null;
  private readonly scroll = new ListScroll((side) => void this.store()?.more(side));

  constructor(
    private readonly host: LitElement,
    private readonly store: () => ConversationStore | null,
  ) {}

  get list(): HTMLElement | null {
    return this.host.querySelector(":scope > .conversation > .messages");
  }

  /** Before the lines change. `page`: of the page's own conversation it is kept how far one has read. */
  before(conversation: string, page: boolean): void {
    if (page) this.opened(conversation);
    this.scroll.before();
  }

  /** The first time there is a state: where the unread begins, and how far was read. */
  private opened(conversation: string): void {
    const state = this.store()?.state;
    if (!state || this.reading) return;
    if (state.readSeq && state.readSeq < state.newest) this.newFrom = state.readSeq + 1;
    const newest = () => {
      const now = this.store()?.state;
      return (now?.later ? now.head : now?.newest) ?? 0;
    };
    this.reading = new Reading(conversation, state.readSeq, newest);
    const asked = /^#m(\d+)$/.exec(location.hash)?.[1];
    const found = state.messages.find((message) => message.seq === Number(asked));
    if (found) this.focusOn = found.id;
    else if (asked) void this.goTo({ around: Number(asked) });
  }

  /** After the lines changed: what was read stands where it stood. */
  after(): void {
    this.scroll.watch(this.list);
    if (!this.store()?.state) return;
    if (!this.isPlaced) {
      this.begin();
      requestAnimationFrame(() => this.host.isConnected && this.begin()); // once the box below has its size
    } else this.scroll.after();
    const end = this.host.querySelector(".conversation .end");
    if (end) this.reading?.watch(end);
    this.reading?.look();
  }

  /** Where reading begins: at what was asked for, at what is new, or at the end. */
  private begin(): void {
    this.isPlaced = true;
    const line = this.host.querySelector<HTMLElement>(".asked-for") ?? this.host.querySelector(".new-since");
    if (line) this.scroll.show(line);
    else this.scroll.toEnd();
    if (line instanceof HTMLElement && line.classList.contains("asked-for"))
      line.focus({ preventScroll: true });
  }

  async goTo(place: Place): Promise<void> {
    this.isBelow = false;
    const seq = place && "around" in place ? place.around : 0;
    this.isPlaced = false;
    if (!(await this.store()?.jump(place))) {
      this.isPlaced = true;
      toast(t("That couldn’t be fetched. Please try again when you are connected."), { icon: "wifi-off" });
      return;
    }
    const messages = this.store()?.state?.messages ?? [];
    const first = place && "date" in place ? messages.find((one) => dateAtLeast(one, place.date)) : undefined;
    this.focusOn = (seq ? messages.find((one) => one.seq === seq) : first)?.id ?? "";
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.begin();
  }

  toEnd(): void {
    this.isBelow = false;
    if (this.store()?.state?.later) void this.goTo(null);
    else this.scroll.toEnd();
    this.host.requestUpdate();
  }

  /** Someone else has said something that belongs into the list. */
  said(message: Said): void {
    if (!message.thread && (!this.scroll.isAtEnd || this.store()?.state?.later)) this.isBelow = true;
    else if (this.scroll.isAtEnd) this.store()?.trim();
  }

  /** What was read on another device isn't told again from here. */
  known(upto: number): void {
    this.reading?.known(upto);
  }

  scrolled(): void {
    this.scroll.scrolled();
    this.reading?.look();
    if (!this.isBelow || !this.scroll.isAtEnd || this.store()?.state?.later) return;
    this.isBelow = false;
    this.host.requestUpdate();
  }

  /** Brings the message of that id into view; false when it isn't here. */
  find(id: string): boolean {
    const line = this.host.querySelector<HTMLElement>(`.messages [data-id="${CSS.escape(id)}"]`);
    if (!line) return false;
    const folded = line.closest("details");
    if (folded) folded.open = true;
    line.tabIndex = -1;
    line.scrollIntoView({ block: "center" });
    line.focus({ preventScroll: true });
    return true;
  }

  stop(): void {
    this.scroll.stop();
    this.reading?.stop();
    this.reading = null;
  }
}
