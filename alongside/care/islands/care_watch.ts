/**
 * <al-care-watch>: a part of the page that is drawn anew by the server when the care desk says that something changed.
 *
 *   <al-care-watch part="desk-list"><div id="desk-list">…</div></al-care-watch>
 *
 * Hears it on the person's own topic, fetches this page once more and puts its element `part` in place of the old one.
 * Without scripts or a line to the gateway the page is as it was when it was loaded.
 */

import htmx from "htmx.org";
import { type Line, shared } from "../../../islands/shared_socket";
import { named } from "./care_events";

const TOGETHER_MS = 250; // several events of one act are one exchange

export class CareWatch extends HTMLElement {
  private socket: Line | null = null;
  private timer = 0;

  /** A form was sent: what the next page has to say must not be fetched away by this one. */
  private leaving = false;

  /** Another line than the page's, for tests. */
  line: () => Line = shared;

  connectedCallback(): void {
    const { person } = document.documentElement.dataset;
    if (!person) return;
    document.addEventListener("submit", this.leave);
    this.socket = this.line();
    this.socket.join(`person:${person}`, {
      event: (event) => {
        if (named(event) !== null) this.soon();
      },
      joined: () => this.soon(), // what was said between the page and this moment, or while the line was lost
    });
  }

  disconnectedCallback(): void {
    document.removeEventListener("submit", this.leave);
    this.socket?.close();
    this.socket = null;
    window.clearTimeout(this.timer);
  }

  private readonly leave = (): void => {
    this.leaving = true;
    window.clearTimeout(this.timer);
  };

  private soon(): void {
    window.clearTimeout(this.timer);
    if (this.leaving) return;
    this.timer = window.setTimeout(() => void this.draw(), TOGETHER_MS);
  }

  /** Draws the part anew; what can't be had stays as it is. */
  async draw(): Promise<void> {
    const part = this.getAttribute("part") ?? "";
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part);
    const old = document.getElementById(part);
    if (!fresh || !old || fresh.innerHTML === old.innerHTML) return;
    const at = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const link = at && old.contains(at) ? at.getAttribute("href") : null;
    old.replaceWith(fresh);
    htmx.process(fresh);
    if (link) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`)?.focus();
  }
}

customElements.define("al-care-watch", CareWatch);
