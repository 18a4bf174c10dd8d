/**
 * <al-plan-rooms>: the proposed rooms, each seat with its face, name and why, to be moved by dialog, by hand or by keys.
 *
 *   .plan  Plan      .state  RoomState
 *
 *   <div class="plan">
 *     <section class="card breakout" data-room="<id>"><header><h3>Room 1</h3><span>3 people</span></header>
 *       <ul><li class="seat" data-seat="<person>">face · name and reason · <button>Move</button></li></ul></section>
 *     <section class="card breakout not-yet">…</section>
 *   </div>
 *   <dialog class="dialog">Move Theo: what each room would change</dialog>
 *
 * Asks: effects, move. Hosts of a circle see the rooms and place nobody.
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t, tn } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { ask, closeDialog, faceOf, nameMark, openDialog } from "./bits";
import { SeatDrag } from "./plan_drag";
import { effectWords } from "./plan_words";
import { find } from "./room_state";
import type { Effect, Plan, PlanRoom, PlanSeat, RoomState } from "./types";
import { named, nameOf, reasonWords } from "./words";

export class PlanRooms extends LightElement {
  static override properties = {
    plan: { attribute: false },
    state: { attribute: false },
    moving: { state: true },
    effects: { state: true },
  };

  plan: Plan | null = null;
  state: RoomState | null = null;
  moving = "";
  effects: readonly Effect[] | null = null;

  private drag: SeatDrag | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.drag = new SeatDrag(
      this,
      (person, room) => this.mayMove && this.move(person, room),
      (isLifted) => this.dispatchEvent(new CustomEvent("plan-held", { bubbles: true, detail: isLifted })),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.drag?.stop();
  }

  private get mayMove(): boolean {
    return this.state?.me.isStaff ?? false;
  }

  private readonly name = (id: string): string =>
    this.state ? nameOf(find(this.state, id)) : nameOf(undefined);

  private move(person: string, room: string, swap: string | null = null): void {
    ask(this, "move", { round: this.plan?.round ?? "", person, room, swap });
  }

  private open(person: string): void {
    this.moving = person;
    this.effects = null;
    ask(this, "effects", { round: this.plan?.round ?? "", person }, (data) => {
      if (this.moving === person) this.effects = data as readonly Effect[];
    });
    void this.updateComplete.then(() => openDialog(this, "dialog"));
  }

  /** Arrow keys on a Move button: to the room before or after, without the dialog. */
  private key(event: KeyboardEvent, seat: PlanSeat, room: PlanRoom): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const rooms = this.plan?.rooms ?? [];
    const next = step === undefined ? undefined : rooms[rooms.indexOf(room) + step];
    if (!next) return;
    event.preventDefault();
    this.move(seat.person, next.id);
    const focus = () => this.querySelector<HTMLElement>(`[data-seat="${seat.person}"] button`)?.focus();
    this.addEventListener("plan-changed", focus, { once: true });
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("plan")) this.dispatchEvent(new CustomEvent("plan-changed"));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { plan } = this;
    if (!plan) return nothing;
    return html`<p class="unseen" id="move-keys" ?hidden=${!this.mayMove}>${t("The left and right arrow keys move this person to the room before or after.")}</p>
      <div class="plan">
        ${repeat(
          plan.rooms,
          (room) => room.id,
          (room) => this.room(room),
        )}
        ${plan.notYetHere.length ? this.notYetHere(plan) : nothing}
      </div>
      ${this.dialog()}`;
  }

  private room(room: PlanRoom): TemplateResult {
    const id = `plan-room-${room.number}`;
    return html`<section class="card breakout" data-room=${room.id} aria-labelledby=${id}>
      <header><h3 id=${id}>${t("Room {number}", { number: room.number })}</h3><span class="soft">${tn("{count} person", "{count} people", room.seats.length)}</span></header>
      <ul>${repeat(
        room.seats,
        (seat) => seat.person,
        (seat) => this.seat(seat, room),
      )}</ul>
    </section>`;
  }

  private seat(seat: PlanSeat, room: PlanRoom): TemplateResult {
    const card = this.state ? find(this.state, seat.person) : undefined;
    const why = reasonWords(seat.reason, this.name, room.seats.length - 1);
    return html`<li class="seat" data-seat=${seat.person}>${card ? faceOf(card) : html`<span></span>`}
      <span>${nameMark(this.name(seat.person))}${why ? html`<small>${why}</small>` : nothing}</span>
      ${
        this.mayMove
          ? html`<button class="button quiet" type="button" aria-haspopup="dialog" aria-describedby="move-keys"
        @click=${() => this.open(seat.person)} @keydown=${(event: KeyboardEvent) => this.key(event, seat, room)}>${t("Move")}<span class="unseen"> ${this.name(seat.person)}</span></button>`
          : html`<span></span>`
      }</li>`;
  }

  private notYetHere(plan: Plan): TemplateResult {
    return html`<section class="card breakout not-yet" aria-labelledby="not-yet-here">
      <header><h3 id="not-yet-here">${t("Not yet here")}</h3></header>
      <ul>${plan.notYetHere.map((one) => {
        const card = this.state ? find(this.state, one.person) : undefined;
        const words =
          one.room === null
            ? t("If they come: the main room, with you")
            : t("If they come: Room {number}, which changes least", { number: one.room });
        return html`<li class="seat">${card ? faceOf(card) : html`<span></span>`}<span>${nameMark(this.name(one.person))}<small>${words}</small></span></li>`;
      })}</ul>
    </section>`;
  }

  private dialog(): TemplateResult {
    return html`<dialog class="dialog" aria-labelledby="move-title" @close=${() => {
      this.moving = "";
    }}>${this.moving ? this.choices() : nothing}</dialog>`;
  }

  private choices(): TemplateResult {
    const name = named(this.name(this.moving));
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const to = new FormData(event.currentTarget as HTMLFormElement).get("to");
      const effect = this.effects?.find((one) => one.id === to);
      if (effect && !effect.current) this.move(this.moving, effect.id, effect.swapWith);
      closeDialog(event);
    };
    return html`<h2 id="move-title">${t("Move {name}", { name })}</h2>
      <form class="stack" @submit=${submit}>
        <fieldset class="stack"><legend>${t("To which room?")}</legend>
        ${
          this.effects === null
            ? html`<p class="soft" role="status">${t("Looking at what each move would change …")}</p>`
            : this.effects.map(
                (effect) => html`<label class="choice ${effect.allowed || effect.current ? "" : "resting"}">
                  <input type="radio" name="to" value=${effect.id} ?checked=${effect.current} ?disabled=${!effect.allowed && !effect.current}>
                  <span>${t("Room {number}", { number: effect.room })} <small>${effectWords(effect, this.name)}</small></span></label>`,
              )
        }
        </fieldset>
        <div class="line"><button class="button primary" ?disabled=${this.effects === null}>${t("Move")}</button>
        <button class="button quiet" type="button" @click=${closeDialog}>${t("Leave as it is")}</button></div>
      </form>`;
  }
}

customElements.define("al-plan-rooms", PlanRooms);
