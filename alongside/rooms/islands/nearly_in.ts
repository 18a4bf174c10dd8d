/**
 * <al-nearly-in>: waits to be let in, and goes in.
 *
 *   <al-nearly-in base="/sessions/<meeting>/" person="<person>" room-url="…"></al-nearly-in>
 *
 * Hears it on the person's own topic; asks again every fifteen seconds in case the line was lost meanwhile.
 */

import { LightElement } from "../../../islands/light_element";
import { type Line, shared } from "../../../islands/shared_socket";
import { fetchState } from "./room_store";

const ASK_EVERY_MS = 15_000;
const ENDS = new Set(["rooms.admitted", "rooms.removed", "rooms.placed", "groups.meeting_changed"]);

export class NearlyIn extends LightElement {
  static override properties = { base: {}, person: {}, roomUrl: { attribute: "room-url" } };

  base = "";
  person = "";
  roomUrl = "";
  private socket: Line | null = null;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.socket = shared();
    this.socket.join(`person:${this.person}`, {
      event: (event) => {
        if (ENDS.has(event.kind)) void this.look();
      },
    });
    this.timer = window.setInterval(() => void this.look(), ASK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.socket?.close();
    window.clearInterval(this.timer);
  }

  /** Goes to the room once the server says anything but "waiting"; that page says what is so. */
  private async look(): Promise<void> {
    const { status, state } = await fetchState(`${this.base}state`);
    if ((state && state.me.state !== "waiting") || status === 404) location.assign(this.roomUrl);
  }
}

customElements.define("al-nearly-in", NearlyIn);
