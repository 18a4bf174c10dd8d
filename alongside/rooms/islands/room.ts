/**
 * <al-room>: the live room. Holds the store (what is true), the media room (who is seen and heard) and this person's
 * own devices, and hands what they need to the elements in it. Server-rendered around it: heading, help, quick exit.
 *
 *   <al-room class="room" base="/sessions/<meeting>/" me="<person>" room-url leave-url after-url
 *            whereabouts-url attendance-url [planning] [data-media-debug]>
 *     <header class="room-top"><div class="title">…</div> <aside class="safety">…</aside></header>
 *     (rendered:) <main class="stage"> <aside class="panel"> <section class="controls">
 *   </al-room>
 *
 * Listens to `room-ask` (a post to the server) and `room-wish` (something in this page).
 */

import { html, type nothing, render, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { onLeave } from "../../../islands/quick_exit";
import { toast } from "../../../islands/toasts";
import { ASK, type Ask, WISH, type Wish } from "./bits";
import type { Controls } from "./controls";
import { RoomConduct } from "./room_conduct";
import { hands, peopleHere } from "./room_state";
import { roomTitle } from "./room_title";
import type { Sounds } from "./sounds";
import "./sounds";
import "./tiles";
import "./controls";
import "./panel";
import "./hands";
import "./notices";
import "./moving";
import "./countdown";
import "./prompt";
import "./room_people";
import "./breakouts";
import "./devices";
import "../../conversations/islands/conversation";

export class Room extends LightElement {
  static override properties = {
    base: {},
    me: {},
    roomUrl: { attribute: "room-url" },
    leaveUrl: { attribute: "leave-url" },
    afterUrl: { attribute: "after-url" },
    whereaboutsUrl: { attribute: "whereabouts-url" },
    attendanceUrl: { attribute: "attendance-url" },
    planning: { type: Boolean },
  };

  base = "";
  me = "";
  roomUrl = "";
  leaveUrl = "";
  afterUrl = "";
  whereaboutsUrl = "";
  attendanceUrl = "";
  planning = false;

  conduct: RoomConduct | null = null;
  private undo: (() => void)[] = [];
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    if ("mediaDebug" in this.dataset) document.documentElement.dataset.mediaDebug = "";
    const conduct = new RoomConduct(this.base, this.me, {
      changed: () => this.requestUpdate(),
      say: (words, icon) => toast(words, { icon }),
      over: (where) => location.assign(where === "after" ? this.afterUrl : this.roomUrl),
      playSound: () => void this.querySelector<Sounds>("al-sounds")?.play(),
      write: (words) => this.write(words),
    });
    this.conduct = conduct;
    const key = (event: KeyboardEvent) => this.key(event);
    window.addEventListener("keydown", key);
    this.undo = [
      onLeave(() => conduct.stop()),
      () => conduct.stop(),
      () => window.removeEventListener("keydown", key),
    ];
    this.addEventListener(ASK, (event) => void conduct.ask((event as CustomEvent<Ask>).detail));
    this.addEventListener(WISH, (event) => conduct.wish((event as CustomEvent<Wish>).detail));
    this.addEventListener("tiles-in-view", (event) =>
      conduct.media.attend({ inView: (event as CustomEvent<string[]>).detail }),
    );
    this.addEventListener("conversation-new", () => conduct.wish({ kind: "unread" }));
    this.addEventListener("sound-held", (event) => conduct.holdSound((event as CustomEvent<boolean>).detail));
    this.clock = window.setInterval(() => this.requestUpdate(), 1000);
    conduct.planning = this.planning;
    if (this.planning) history.replaceState(null, "", this.roomUrl); // a reload is the room's, not the planner's
    void conduct.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.clock);
    for (const undo of this.undo) undo();
  }

  /** Single keys work anywhere in the room, but never while someone writes or a dialog is open. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const { target } = event;
    if (target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]"))
      return;
    if (this.querySelector("dialog[open]")) return;
    if (this.conduct?.keysRest && event.key !== "?") return;
    if (this.querySelector<Controls>("al-controls")?.press(event.key.toLowerCase())) event.preventDefault();
  }

  /** Puts a sentence into the chat's box, after what is already there; sending stays with the person. */
  private write(words: string): void {
    void this.updateComplete.then(() => {
      const box = this.querySelector<HTMLTextAreaElement>("al-conversation textarea");
      if (!box) return;
      box.value = box.value ? `${box.value} ${words}` : words;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
  }

  protected override updated(): void {
    const state = this.conduct?.store.state;
    const title = this.querySelector<HTMLElement>(":scope > .room-top .title");
    if (!state || !title) return;
    if (!title.hasAttribute("data-live")) {
      title.setAttribute("data-live", "");
      title.replaceChildren();
    }
    render(roomTitle(state, this.conduct?.now ?? Date.now()), title);
    this.classList.toggle("small-room", state.small !== null);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { conduct } = this;
    const state = conduct?.store.state;
    if (!conduct || !state) {
      return html`<main class="stage" id="main" tabindex="-1"><p class="lead wait-here" role="status">${
        conduct && !conduct.store.isUp ? t("We can’t reach the room yet. We keep trying.") : t("Coming in …")
      }</p></main>`;
    }
    const { offset } = conduct.store;
    const links =
      state.me.isStaff && state.room.meeting.kind !== "circle"
        ? { whereabouts: this.whereaboutsUrl, attendance: this.attendanceUrl }
        : null;
    const raised = hands(state);
    return html`
      <main class="stage" id="main" tabindex="-1">
        <div class="above-tiles">
          <al-notices .notices=${conduct.notices()}></al-notices>
          <al-moving .state=${state} offset=${offset}></al-moving>
          <al-hands .people=${raised} me=${state.me.id} ?staff=${state.me.isHost}></al-hands>
        </div>
        ${
          conduct.planning
            ? html`<al-planner .store=${conduct.store} ></al-planner>`
            : html`<al-tiles .people=${peopleHere(state, conduct.media.room?.participants.keys())} me=${state.me.id} .seen=${conduct.media.seen()} .hands=${raised.map((one) => one.id)}
                .reactions=${conduct.reactions} ?hideSelf=${conduct.hideSelf} label=${state.small ? t("People in this room") : t("People in the room")}></al-tiles>`
        }
        <al-sounds .tracks=${conduct.media.voices()} speaker=${conduct.speaker}></al-sounds>
      </main>
      <aside class="panel ${conduct.tab === "prompt" && state.small ? "prompt-panel" : ""}" aria-label=${t("Panel")} ?hidden=${!conduct.panelOpen}>
        <al-panel .state=${state} offset=${offset} tab=${conduct.tab} .links=${links} .live=${conduct.live} ?unread=${conduct.unread}></al-panel>
      </aside>
      <section class="controls" aria-label=${t("Room controls")}>
        <al-controls .me=${state.me} ?micOn=${conduct.own.isOn("microphone")} ?camOn=${conduct.own.isOn("camera")} ?sharing=${conduct.own.isOn("screen")}
          ?panelOpen=${conduct.panelOpen} ?hideSelf=${conduct.hideSelf} leaveUrl=${this.leaveUrl}></al-controls>
      </section>`;
  }
}

customElements.define("al-room", Room);
