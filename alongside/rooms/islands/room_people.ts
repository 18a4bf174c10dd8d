/**
 * <al-room-people>: who is here. Staff also see who is nearly in, who has been quiet so far, and what they may do.
 *
 *   .state  RoomState
 *   .links  { whereabouts, attendance }   for staff
 *
 *   <section><h3>Nearly in</h3><ul class="rows"><li class="seat">face · name · Admit · Not now</li></ul></section>
 *   <ul class="rows"><li class="seat">face · name and way · <button>More</button></li></ul>
 *   <dialog class="dialog">what staff may do for one person</dialog>
 *
 * Asks: admit, turn-away, ask-mute, hand, may-share, remove, lock, call-staff, end.
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { ask, closeDialog, faceOf, nameMark, openDialog, pronounsMark } from "./bits";
import { dose, peopleHere, quietFirst } from "./room_state";
import type { Attendee, RoomState, Waiting } from "./types";
import { named, roleWord, wayWord } from "./words";

export class RoomPeople extends LightElement {
  static override properties = {
    state: { attribute: false },
    links: { attribute: false },
    chosen: { state: true },
    confirming: { state: true },
  };

  state: RoomState | null = null;
  links: { readonly whereabouts: string; readonly attendance: string } | null = null;
  chosen = "";
  confirming: "" | "remove" | "end" = "";

  private open(id: string, confirming: "" | "remove" | "end" = ""): void {
    this.chosen = id;
    this.confirming = confirming;
    void this.updateComplete.then(() => openDialog(this, "[data-dialog=person]"));
  }

  /** Asks, and closes the dialog it was asked from. */
  private act(verb: string, fields: Record<string, string | number> = {}): (event: Event) => void {
    return (event) => {
      ask(this, verb, fields);
      closeDialog(event);
    };
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state) return nothing;
    const { staff } = state;
    const measured = staff && state.room.meeting.kind !== "circle";
    const people = measured ? quietFirst(state) : staff ? state.room.people : peopleHere(state);
    return html`<div class="panel-page" tabindex="0" role="region" aria-label=${t("People")}>
      ${staff?.waiting.length ? this.nearlyIn(staff.waiting) : nothing}
      <section>
        <h3>${tn("{count} person here", "{count} people here", people.length)}</h3>
        ${measured ? html`<p class="soft small">${t("People who have been quiet so far come first.")}</p>` : nothing}
        <ul>${repeat(
          people,
          (one) => one.id,
          (one) => this.row(one, state),
        )}</ul>
      </section>
      ${staff ? this.roomActions(state) : nothing}
      ${staff ? this.dialog(state) : nothing}
    </div>`;
  }

  private nearlyIn(waiting: readonly Waiting[]): TemplateResult {
    return html`<section class="says waiting">
      <h3>${t("Nearly in")}</h3>
      <ul>${repeat(
        waiting,
        (one) => one.id,
        (one) => html`<li class="seat">${faceOf(one)}<span>${nameMark(one.name)}</span>
          <span class="line"><button class="button" type="button" @click=${this.act("admit", { person: one.id })}>${t("Let in")}<span class="unseen"> ${one.name}</span></button>
          <button class="button quiet" type="button" @click=${this.act("turn-away", { person: one.id })}>${t("Not now")}<span class="unseen"> ${one.name}</span></button></span></li>`,
      )}</ul>
    </section>`;
  }

  private row(one: Attendee, state: RoomState): TemplateResult {
    const talk = state.staff?.talk[one.id];
    const isMe = one.id === state.me.id;
    const words = [
      one.isStaff ? roleWord(one.role) : wayWord(one.way),
      one.handAt ? t("hand up") : "",
      state.room.sharer === one.id ? t("shows a screen") : "",
      state.staff && state.room.meeting.kind !== "circle" && !one.isStaff && !isMe && dose(talk) === 0
        ? t("quiet so far")
        : "",
    ];
    return html`<li class="seat">${faceOf(one, "", true)}
      <span>${nameMark(one.name)}${isMe ? html` ${t("(you)")}` : pronounsMark(one)}<small>${words.filter(Boolean).join(" · ")}</small></span>
      ${
        state.staff && !isMe
          ? html`<button class="button quiet" type="button" aria-haspopup="dialog" @click=${() => this.open(one.id)}>${t("More")}<span class="unseen"> ${t("for {name}", { name: named(one.name) })}</span></button>`
          : nothing
      }</li>`;
  }

  private roomActions(state: RoomState): TemplateResult {
    const { locked } = state.room;
    return html`<section class="stack">
      <h3>${t("This session")}</h3>
      <button class="button wide" type="button" @click=${this.act("lock", { locked: locked ? 0 : 1 })}>${icon(locked ? "lock-open" : "lock")}${locked ? t("Open the door again") : t("Close the door")}</button>
      <p class="soft small">${locked ? t("Whoever comes now waits until you let them in.") : t("Whoever has a place comes straight in.")}</p>
      ${
        this.links
          ? html`<a class="button wide" href=${this.links.whereabouts} target="_blank" rel="noopener">${icon("phone")}${t("Where people are today")}</a>
            <a class="button wide" href=${this.links.attendance} target="_blank" rel="noopener">${icon("clock")}${t("Attendance")}</a>`
          : nothing
      }
      ${
        state.room.meeting.kind === "circle" && !state.me.isStaff
          ? html`<button class="button wide" type="button" @click=${this.act("call-staff")}>${icon("life-buoy")}${t("Ask whoever is on call to come")}</button>
            <p class="soft small">${t("Staff come into a circle only when a host asks.")}</p>`
          : nothing
      }
      <button class="button danger wide" type="button" aria-haspopup="dialog" @click=${() => this.open("", "end")}>${icon("log-out")}${t("End for everyone")}</button>
    </section>`;
  }

  private dialog(state: RoomState): TemplateResult {
    const one = state.room.people.find((other) => other.id === this.chosen);
    return html`<dialog class="dialog" data-dialog="person" aria-labelledby="person-dialog-title" @close=${() => {
      this.confirming = "";
    }}>${this.confirming === "end" ? this.confirmEnd() : one ? (this.confirming === "remove" ? this.confirmRemove(one) : this.menu(one)) : gone()}</dialog>`;
  }

  private menu(one: Attendee): TemplateResult {
    const person = one.id;
    return html`<h2 id="person-dialog-title">${nameMark(one.name)}</h2>
      <div class="stack">
        <button class="button wide" type="button" @click=${this.act("ask-mute", { person })}>${icon("mic-off")}${t("Ask to mute")}</button>
        ${one.handAt ? html`<button class="button wide" type="button" @click=${this.act("hand", { up: 0, person })}>${icon("hand")}${t("Lower the hand")}</button>` : nothing}
        ${
          one.isStaff
            ? nothing
            : html`<button class="button wide" type="button" @click=${this.act("may-share", { person, may: one.mayShare ? 0 : 1 })}>${icon("monitor-up")}${
                one.mayShare ? t("No longer let them show a screen") : t("Let them show a screen")
              }</button>
              <button class="button danger wide" type="button" @click=${() => {
                this.confirming = "remove";
              }}>${icon("user-x")}${t("Ask to leave")}</button>`
        }
      </div>
      <p class="soft small">${t("Nobody can turn on someone else’s microphone or camera.")}</p>
      <button class="button quiet" type="button" @click=${closeDialog}>${t("Close")}</button>`;
  }

  private confirmRemove(one: Attendee): TemplateResult {
    return html`<h2 id="person-dialog-title">${t("Ask {name} to leave?", { name: named(one.name) })}</h2>
      <p>${t("They leave the session at once and can’t come back in until you let them in. They are told that they can call you.")}</p>
      <div class="line"><button class="button danger" type="button" @click=${this.act("remove", { person: one.id })}>${t("Yes, they leave now")}</button>
      <button class="button" type="button" @click=${closeDialog}>${t("No, keep them here")}</button></div>`;
  }

  private confirmEnd(): TemplateResult {
    return html`<h2 id="person-dialog-title">${t("End the session for everyone?")}</h2>
      <p>${t("Everyone leaves the room now. The chat stays readable for those who were here.")}</p>
      <div class="line"><button class="button danger" type="button" @click=${this.act("end")}>${t("Yes, end it now")}</button>
      <button class="button" type="button" @click=${closeDialog}>${t("No, go on")}</button></div>`;
  }
}

function gone(): TemplateResult {
  return html`<h2 id="person-dialog-title">${t("They have left the room.")}</h2>
    <button class="button" type="button" @click=${closeDialog}>${t("Close")}</button>`;
}

customElements.define("al-room-people", RoomPeople);
