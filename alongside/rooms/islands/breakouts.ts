/**
 * <al-breakouts>: the panel's page on small rooms.
 *
 *   .state  RoomState      .offset  milliseconds to the server's clock
 *
 * Members: what is happening, and the way back into their room if they stepped out.
 * Staff: each room with its people, calls for help with Answer, Visit, a word to all rooms with what was said, more
 * time, closing early; before a round the way to the planner.
 *
 *   <section class="card breakout"><header><h3>Room 1</h3></header><ul><li class="seat">…</li></ul></section> …
 *
 * Asks: answer, visit, broadcast, extend, close, rejoin. Wishes: plan (open the planner).
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clock, t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { ask, faceOf, nameMark, wish } from "./bits";
import { find } from "./room_state";
import type { Call, PlanRoom, PlanSeat, RoomState, Round } from "./types";
import { list, named, nameOf } from "./words";

const UNDER_WAY = new Set(["opening", "open", "returning"]);

export class Breakouts extends LightElement {
  static override properties = {
    state: { attribute: false },
    offset: { type: Number },
    confirming: { state: true },
  };

  state: RoomState | null = null;
  offset = 0;
  confirming = false;

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state) return nothing;
    const { round } = state.room;
    const live = round && UNDER_WAY.has(round.phase) ? round : null;
    return html`<div class="panel-page" tabindex="0" role="region" aria-label=${t("Small rooms")}>
      ${state.staff ? (live ? this.running(state, live) : this.planFirst(state)) : this.forMembers(state, live)}
      ${live || state.room.broadcasts.length ? this.said(state) : nothing}
    </div>`;
  }

  private forMembers(state: RoomState, round: Round | null): TemplateResult {
    if (!round) {
      return html`<div class="empty"><p>${t("Everyone is in one room now. If there are small rooms, you hear of it ten seconds before.")}</p></div>`;
    }
    const { seat } = state.me;
    return html`${this.left(round)}
      <p>${tn("The group is in {count} small room.", "The group is in {count} small rooms.", round.rooms)}</p>
      ${
        seat
          ? html`<p>${t("Your place is in Room {number}.", { number: seat.number })}</p>
            ${state.small ? nothing : html`<button class="button wide" type="button" @click=${() => ask(this, "rejoin")}>${icon("door-open")}${t("Go into Room {number}", { number: seat.number })}</button>`}`
          : nothing
      }`;
  }

  private left(round: Round): TemplateResult | typeof nothing {
    const until = round.phase === "opening" ? round.opensAt : round.endsAt;
    if (!until) return nothing;
    const say = (time: string) =>
      round.phase === "opening"
        ? t("Opening in {time}", { time })
        : round.phase === "returning"
          ? t("Everyone is back in {time}", { time })
          : t("{time} left", { time });
    return html`<al-countdown until=${until} offset=${this.offset} whole=${round.phase === "open" ? round.minutes * 60 : 0} .say=${say}></al-countdown>`;
  }

  private planFirst(state: RoomState): TemplateResult {
    const planned = state.staff?.plan?.phase === "planned";
    return html`<div class="empty">
      <p>${planned ? t("A plan is ready. Look at it and open the rooms when it is time.") : t("Split into small rooms for some minutes, so that people meet who don’t know each other yet.")}</p>
      <button class="button" type="button" @click=${() => wish(this, { kind: "plan" })}>${icon("users")}${planned ? t("Look at the plan") : t("Plan small rooms")}</button>
    </div>`;
  }

  private running(state: RoomState, round: Round): TemplateResult {
    const rooms = state.staff?.plan?.rooms ?? [];
    const open = (state.staff?.calls ?? []).filter((call) => !call.answeredAt);
    return html`${this.left(round)}
      ${open.map((call) => this.call(call, state))}
      ${
        state.small
          ? html`<button class="button wide" type="button" @click=${() => ask(this, "visit", { small: "" })}>${icon("arrow-left")}${t("Back to the main room")}</button>`
          : nothing
      }
      ${repeat(
        rooms,
        (room) => room.id,
        (room) => this.room(room, state),
      )}
      ${round.phase === "open" ? this.timing(round) : nothing}`;
  }

  private call(call: Call, state: RoomState): TemplateResult {
    return html`<div class="banner warm" role="status">${icon("hand")}<p>${t(
      "Room {room} asks you to come ({name}).",
      {
        room: call.room,
        name: named(nameOf(find(state, call.by))),
      },
    )}</p><button class="button" type="button" @click=${() => ask(this, "answer", { call: call.id })}>${t("Go there")}<span class="unseen"> ${t("to Room {number}", { number: call.room })}</span></button></div>`;
  }

  private room(room: PlanRoom, state: RoomState): TemplateResult {
    const here = state.small?.id === room.id;
    const answered = (state.staff?.calls ?? []).filter(
      (call) => call.room === room.number && call.answeredBy,
    );
    const visitors = answered.map((call) => nameOf(find(state, call.answeredBy ?? "")));
    return html`<section class="breakout live" aria-label=${t("Room {number}", { number: room.number })}>
      <header><h3>${t("Room {number}", { number: room.number })}</h3>
        ${
          here
            ? html`<span class="tag warm-tag">${t("You are here")}</span>`
            : html`<button class="button quiet" type="button" @click=${() => ask(this, "visit", { small: room.id })}>${t("Visit")}<span class="unseen"> ${t("Room {number}", { number: room.number })}</span></button>`
        }</header>
      <ul>${room.seats.map((seat) => this.seat(seat, state))}</ul>
      ${visitors.length ? html`<p class="soft small">${t("Answered: {names}", { names: list([...new Set(visitors)]) })}</p>` : nothing}
    </section>`;
  }

  private seat(seat: PlanSeat, state: RoomState): TemplateResult {
    const card = find(state, seat.person);
    const words = {
      seated: "",
      held: t("Lost the line. The seat is kept."),
      main: t("Stepped out to the main room"),
      gone: t("Left"),
    }[seat.state];
    return html`<li class="seat ${seat.state}">${card ? faceOf(card, "small", seat.state === "seated") : html`<span></span>`}<span>${nameMark(nameOf(card))}${words ? html`<small>${words}</small>` : nothing}</span></li>`;
  }

  private timing(round: Round): TemplateResult {
    return html`<div class="line">
      <button class="button" type="button" @click=${() => ask(this, "extend", { round: round.id, minutes: 2 })}>${icon("plus")}${t("Two more minutes")}</button>
      ${
        this.confirming
          ? html`<button class="button" type="button" @click=${() => {
              this.confirming = false;
              ask(this, "close", { round: round.id });
            }}>${t("Yes, bring everyone back")}</button>
            <button class="button quiet" type="button" @click=${() => {
              this.confirming = false;
            }}>${t("Not yet")}</button>`
          : html`<button class="button quiet" type="button" @click=${() => {
              this.confirming = true;
            }}>${t("Close early")}</button>`
      }
    </div>`;
  }

  private said(state: RoomState): TemplateResult {
    const { broadcasts, round } = state.room;
    const maySay = state.staff && round?.phase === "open";
    return html`<section class="stack">
      <h3>${t("Said to all rooms")}</h3>
      ${
        broadcasts.length
          ? html`<ol class="stack">${[...broadcasts]
              .reverse()
              .map(
                (one) =>
                  html`<li class="bubble"><b>${nameMark(one.name)}</b> <time datetime=${one.at}>${clock(new Date(one.at))}</time><br>${one.text}</li>`,
              )}</ol>`
          : html`<p class="soft">${t("Nothing yet.")}</p>`
      }
      ${maySay && round ? this.sayBox(round) : nothing}
    </section>`;
  }

  private sayBox(round: Round): TemplateResult {
    const send = (event: SubmitEvent) => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const box = form.elements.namedItem("text") as HTMLTextAreaElement;
      const text = box.value.trim();
      if (text) {
        ask(this, "broadcast", { round: round.id, text }, () => {
          if (box.value.trim() === text) box.value = "";
        });
      }
    };
    return html`<form class="composer" @submit=${send}>
      <label for="say-to-all">${t("Say something to all rooms")}</label>
      <div class="with-send"><textarea class="input" id="say-to-all" name="text" rows="1" maxlength="300" aria-describedby="say-to-all-reads"></textarea>
      <button class="button">${icon("megaphone")}<span>${t("Say it")}</span></button></div>
      <p class="who-reads" id="say-to-all-reads">${icon("eye")}<span>${t("Everyone in this session reads this.")}</span></p>
    </form>`;
  }
}

customElements.define("al-breakouts", Breakouts);
