/**
 * <al-hands>: whose hand is up, in order; for the facilitator whoever has spoken least comes first, and says so.
 *
 *   .people  Attendee[]   raised hands, in the order to show
 *   .me      string
 *   .staff   boolean      may lower a hand
 *
 *   <div class="banner hands"><svg class="icon"><span>Hands up: <b>Ines</b>, then Kofi.</span></div>
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { ask, nameMark } from "./bits";
import type { Attendee } from "./types";
import { list, named } from "./words";

export class Hands extends LightElement {
  static override properties = {
    people: { attribute: false },
    me: {},
    staff: { type: Boolean },
  };

  people: readonly Attendee[] = [];
  me = "";
  staff = false;

  protected override render(): TemplateResult | typeof nothing {
    const [first, ...rest] = this.people;
    if (!first) return nothing;
    const name = (one: Attendee) => (one.id === this.me ? t("you") : one.name);
    return html`<div class="banner hands">${icon("hand")}
      <span role="status">${this.people.length === 1 ? t("Hand up:") : t("Hands up:")} <b>${first.id === this.me ? t("you") : nameMark(first.name)}</b>${
        rest.length ? t(", then {names}.", { names: list(rest.map(name)) }) : "."
      } ${this.staff && rest.length ? html`<small class="soft">${t("Quiet people first.")}</small>` : nothing}</span>
      ${
        this.staff && first.id !== this.me
          ? html`<button class="button quiet" type="button" @click=${() => ask(this, "hand", { up: 0, person: first.id })}>${t("Lower")}<span class="unseen"> ${t("the hand of {name}", { name: named(first.name) })}</span></button>`
          : nothing
      }
    </div>`;
  }
}

customElements.define("al-hands", Hands);
