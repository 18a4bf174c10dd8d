/**
 * <al-moving>: the countdown before people move, and before they come back. Never abrupt. Staff may stop the first.
 *
 *   .state  RoomState      .offset  milliseconds to the server's clock
 *
 *   <section class="says moving"><h2>You go to Room 2, with Lena and Sam</h2> <al-countdown form="big"> …</section>
 */

import { html, nothing, type TemplateResult } from "lit";
import { mine, t } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { ask, faceOf } from "./bits";
import { find } from "./room_state";
import type { Card, RoomState, Round } from "./types";
import { list } from "./words";

export class Moving extends LightElement {
  static override properties = { state: { attribute: false }, offset: { type: Number } };

  state: RoomState | null = null;
  offset = 0;

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    const round = state?.room.round;
    if (!state || !round) return nothing;
    if (round.phase === "opening" && round.opensAt) return this.opening(state, round, round.opensAt);
    if (round.phase === "returning" && round.endsAt) return this.returning(state, round.endsAt);
    return nothing;
  }

  private opening(state: RoomState, round: Round, at: string): TemplateResult {
    const { seat } = state.me;
    const others = (seat?.people ?? [])
      .filter((id) => id !== state.me.id)
      .map((id) => find(state, id))
      .filter((card): card is Card => card !== undefined);
    const title = seat
      ? t("You go to Room {number}, with {names}", {
          number: seat.number,
          names: list(others.map((one) => one.name)),
        })
      : state.staff
        ? t("The small rooms open")
        : t("Small rooms open. You stay in the main room.");
    return html`<section class="says moving" aria-labelledby="moving-title">
      <div class="faces" aria-hidden="true">${others.map((one) => faceOf(one, "large"))}</div>
      <div class="stack">
        <h2 id="moving-title" role="status">${title}</h2>
        ${round.prompt ? html`<p class="lead">${mine(round.prompt.words)?.title}</p>` : nothing}
        ${state.staff ? html`<p class="soft">${t("You stay here, and can visit any room.")} <button class="button quiet" type="button" @click=${() => ask(this, "discard", { round: round.id })}>${t("Stop, not yet")}</button></p>` : html`<p class="soft">${t("You can come back to the main room at any moment.")}</p>`}
      </div>
      <al-countdown form="big" until=${at} offset=${this.offset} whole="10" .say=${(left: string) => t("in {time}", { time: left })}></al-countdown>
    </section>`;
  }

  private returning(state: RoomState, at: string): TemplateResult {
    const title = state.small
      ? t("Time to finish your sentence")
      : t("Everyone is on the way back to the main room");
    return html`<section class="says moving" aria-labelledby="moving-title">
      <div class="stack">
        <h2 id="moving-title" role="status">${title}</h2>
        ${state.small ? html`<p class="soft">${t("You don’t have to do anything. Everyone comes back together.")}</p>` : nothing}
      </div>
      <al-countdown form="big" until=${at} offset=${this.offset} whole="30" .say=${(left: string) => t("in {time}", { time: left })}></al-countdown>
    </section>`;
  }
}

customElements.define("al-moving", Moving);
