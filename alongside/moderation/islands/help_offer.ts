/**
 * <al-help-offer>: an offer of help that appears on an open page when its reader needs it.
 *
 *   <al-help-offer>…what the server already offers, or nothing…</al-help-offer>
 *
 * Listens on the person's own topic for moderation.help and then asks the server for the offer. Without scripts the offer
 * stands on the next page. It takes no focus: it is announced, and waits.
 */

import { type Line, shared } from "../../../islands/shared_socket";

const OFFER = "/safety/help-offer/";

export class HelpOffer extends HTMLElement {
  private socket: Line | null = null;

  /** Another line than the page's, for tests. */
  line: () => Line = shared;

  connectedCallback(): void {
    this.setAttribute("aria-live", "polite");
    const { person } = document.documentElement.dataset;
    if (!person) return;
    this.socket = this.line();
    this.socket.join(`person:${person}`, {
      event: (event) => {
        if (event.kind === "moderation.help") void this.fetchOffer();
      },
    });
  }

  disconnectedCallback(): void {
    this.socket?.close();
    this.socket = null;
  }

  /** Shows what the server offers now; what can't be had leaves the page as it is. */
  async fetchOffer(): Promise<void> {
    const url = `${OFFER}?next=${encodeURIComponent(location.pathname)}`;
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (fresh.textContent?.trim()) this.replaceChildren(...fresh.childNodes);
  }
}

customElements.define("al-help-offer", HelpOffer);
