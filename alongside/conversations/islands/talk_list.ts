/**
 * <al-talk-list>: the Talk list as it happens, around the list that the server drew.
 *
 *   <al-talk-list me="<person>" current="<conversation>" muted="<person>,<person>"><div id="talk-list">… <ul id="talk-rows">
 *     <li data-id data-topic data-seq data-newest data-alone?>…[data-words] [data-at] [data-new]
 *
 * Over the page's socket, on the topics of the rows that are there and on one's own. What someone says moves its row up and marks it
 * as new; what is read on another device is no longer new here. When a row comes or goes the list is fetched again.
 * `still`: an older page, in which nothing moves. Without scripts the list is as it was when the page was loaded.
 */

import { clock, t } from "../../../islands/i18n";
import { type Line, shared } from "../../../islands/shared_socket";
import type { LiveEvent, Subscription } from "../../../islands/socket";

const MOST_TOPICS = 30;
const TOGETHER_MS = 300; // several events of one act are one fetch

interface Said {
  readonly seq: number;
  readonly author: string;
  readonly name: string;
  readonly body: string;
  readonly at: string;
  readonly gone?: string;
}

export class TalkList extends HTMLElement {
  /** Another line than the page's, for tests. */
  line: () => Line = shared;

  private socket: Line | null = null;
  private readonly joined = new Map<string, Subscription>();
  private timer = 0;

  connectedCallback(): void {
    const { me } = this;
    if (!me || this.hasAttribute("still")) return;
    this.socket = this.line();
    this.socket.join(`person:${me}`, { event: (event) => this.own(event) });
    this.follow();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    this.joined.clear();
  }

  private get me(): string {
    return this.getAttribute("me") ?? "";
  }

  private get muted(): ReadonlySet<string> {
    return new Set(this.getAttribute("muted")?.split(",") ?? []);
  }

  private get rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("#talk-rows > li")];
  }

  private row(id: string): HTMLElement | undefined {
    return this.rows.find((row) => row.dataset.id === id);
  }

  /** Be on the topics of the rows that are there now, and on no other. */
  private follow(): void {
    const rows = this.rows.slice(0, MOST_TOPICS);
    const wanted = new Set(rows.map((row) => row.dataset.topic ?? ""));
    for (const [topic, subscription] of this.joined) {
      if (wanted.has(topic)) continue;
      subscription.leave();
      this.joined.delete(topic);
    }
    for (const row of rows) {
      const { topic, id } = row.dataset;
      if (!topic || !id || this.joined.has(topic) || !this.socket) continue;
      const handlers = {
        event: (event: LiveEvent) => this.said(id, event),
        refetch: () => this.again(topic),
        gone: () => {
          this.joined.delete(topic);
          this.soon();
        },
      };
      this.joined.set(topic, this.socket.join(topic, handlers, Number(row.dataset.seq)));
    }
  }

  private said(id: string, event: LiveEvent): void {
    if (event.kind === "conversations.gone" || event.kind === "conversations.changed") this.soon();
    if (event.kind !== "conversations.message") return;
    const row = this.row(id);
    const message = event.data as Said;
    if (!row || message.seq <= Number(row.dataset.newest)) return;
    row.dataset.newest = String(message.seq);
    row.dataset.seq = String(event.seq);
    const words = row.querySelector("[data-words]");
    if (words) words.textContent = this.words(message, row.hasAttribute("data-alone"));
    const at = row.querySelector("[data-at]");
    if (at) at.textContent = clock(new Date(message.at));
    this.mark(row, message.author !== this.me && !this.isOpen(id));
    if (row.previousElementSibling) row.parentElement?.prepend(row);
  }

  private words(message: Said, alone: boolean): string {
    if (this.muted.has(message.author)) return t("From someone you mute");
    const words = message.body.replace(/\s+/g, " ").slice(0, 140) || t("Something to look at or listen to");
    if (message.author === this.me) return t("You: {words}", { words });
    return alone ? words : t("{name}: {words}", { name: message.name, words });
  }

  /** The conversation beside the list, in a window that someone looks at, is being read. */
  private isOpen(id: string): boolean {
    return this.getAttribute("current") === id && document.visibilityState === "visible";
  }

  private mark(row: HTMLElement, unread: boolean): void {
    row.querySelector(".row")?.classList.toggle("unread", unread);
    row.querySelector<HTMLElement>("[data-new]")?.toggleAttribute("hidden", !unread);
    const end = this.querySelector<HTMLElement>("[data-end]");
    end?.toggleAttribute("hidden", this.querySelector(".unread, .talk-requests") !== null);
  }

  private own(event: LiveEvent): void {
    if (event.kind === "conversations.asked" || event.kind === "conversations.list") this.soon();
    if (event.kind !== "conversations.read") return;
    const { conversation, upto } = event.data as { conversation: string; upto: number };
    const row = this.row(conversation);
    if (row && upto >= Number(row.dataset.newest)) this.mark(row, false);
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.draw(), TOGETHER_MS);
  }

  /** Too much was missed: the list is fetched, and says where that topic stands. */
  private async again(topic: string): Promise<number> {
    if (!(await this.draw())) throw new Error("the list could not be had");
    const row = this.rows.find((each) => each.dataset.topic === topic);
    return Number(row?.dataset.seq ?? 0);
  }

  /** Draws the list anew; what can't be had stays as it is. */
  async draw(): Promise<boolean> {
    const answer = await fetch(this.getAttribute("list") ?? "/talk/", {
      headers: { Accept: "text/html" },
    }).catch(() => null);
    if (!answer?.ok || answer.redirected || !this.socket) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("talk-list");
    const old = this.querySelector("#talk-list");
    if (!fresh || !old) return false;
    const current = this.getAttribute("current");
    const held = old.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    old.replaceWith(fresh);
    if (current) this.row(current)?.querySelector(".row")?.setAttribute("aria-current", "true");
    if (held) this.querySelector<HTMLElement>(`a[href="${CSS.escape(held)}"]`)?.focus();
    this.follow();
    return true;
  }
}

customElements.define("al-talk-list", TalkList);
