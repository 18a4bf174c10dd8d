/**
 * <al-planner>: how to split the group into small rooms: minutes, sizes and a prompt; a proposal at once and better ones as
 * they are found; changes by hand; opening.
 *
 *   <al-planner .store=${store}></al-planner>                                   inside the live room
 *   <script type="application/json" id="deck">[{"theme", "prompts": [{"key", "title", "first", "care"}]}]</script>
 *
 *   <form class="settings"> … <section class="says plan-words"> … <al-plan-rooms> … <div class="dock"> … </div>
 *
 * Looking for better pauses while a seat is held, and ends when something was placed by hand.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { toast } from "../../../islands/toasts";
import { ASK, type Ask, wish } from "./bits";
import { type Settings, settingsForm, type Theme, usualSize } from "./plan_settings";
import { planHeading, planSentence } from "./plan_words";
import type { RoomStore } from "./room_store";
import type { Plan, RoomState } from "./types";
import { list } from "./words";
import "./plan_rooms";

export class Planner extends LightElement {
  static override properties = {
    store: { attribute: false },
    problem: { state: true },
    busy: { state: true },
    settings: { state: true },
  };

  store: RoomStore | null = null;
  problem = "";
  busy = false;
  settings: Settings = { minutes: 10, low: 3, high: 3, prompt: "" };

  private deck: readonly Theme[] = [];
  private unwatch: () => void = () => {};
  private held = false;
  private looking = false;
  private begun = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(ASK, this.asked);
    this.addEventListener("plan-held", this.holding);
    if (this.hasUpdated) this.start();
  }

  // Not before the first update: what was set on the element before its module came is there only then.
  protected override firstUpdated(): void {
    this.deck = JSON.parse(document.getElementById("deck")?.textContent || "[]") as Theme[];
    this.start();
  }

  private start(): void {
    if (this.store) this.unwatch = this.store.watch(() => this.changed());
    this.changed();
  }

  private readonly holding = (event: Event): void => {
    this.held = (event as CustomEvent<boolean>).detail;
    if (!this.held) this.changed();
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unwatch();
  }

  private get plan(): Plan | null {
    return this.store?.state?.staff?.plan ?? null;
  }

  private changed(): void {
    this.requestUpdate();
    const state = this.store?.state;
    if (!state) return;
    if (!this.begun) {
      this.begun = true;
      this.begin(state);
    } else if (!this.held) void this.lookOn();
  }

  /** The plan that is there, or a first one. */
  private begin(state: RoomState): void {
    const { plan } = this;
    const prompts = this.deck.flatMap((theme) => theme.prompts);
    const any = prompts[Math.floor(Math.random() * prompts.length)]?.key ?? "";
    this.settings = plan
      ? { minutes: plan.minutes, low: plan.low, high: plan.high, prompt: plan.promptKey }
      : { ...this.settings, ...usualSize(this.members(state)), prompt: any };
    if (!plan?.rooms.length && this.members(state) >= 2) void this.post("plan", { ...this.settings });
    else void this.lookOn();
  }

  private members(state: RoomState): number {
    return state.room.people.filter((one) => !one.isStaff).length;
  }

  /** Looks for better while there may be something to find; one look at a time. */
  private async lookOn(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    while (
      this.isConnected &&
      !this.held &&
      !this.busy &&
      this.plan?.searching &&
      this.plan.phase === "planned"
    ) {
      const answer = await this.store?.act<Plan>("better", { round: this.plan.round });
      if (!answer?.ok || !answer.data) break;
      if (!this.busy) this.take(answer.data);
    }
    this.looking = false;
  }

  private take(plan: Plan | null): void {
    this.store?.apply("room-staff", "rooms.plan", { plan });
  }

  /** Posts something whose answer is the plan. */
  private async post(verb: string, fields: Ask["fields"]): Promise<boolean> {
    this.busy = true;
    this.problem = "";
    const answer = await this.store?.act<Plan & { error?: string }>(verb, fields);
    this.busy = false;
    if (answer?.ok) {
      if (answer.data?.rooms) this.take(answer.data);
      void this.lookOn();
      return true;
    }
    const words = answer?.data?.error ?? t("That didn’t go through. Nothing was changed; please try again.");
    if (verb === "plan" || verb === "shuffle") this.problem = words;
    else toast(words, { icon: "circle-alert" });
    return false;
  }

  /** What the rooms ask for: effects is a question, move changes the plan. */
  private readonly asked = (event: Event): void => {
    event.stopPropagation();
    const { verb, fields, then } = (event as CustomEvent<Ask>).detail;
    if (verb === "move") void this.post(verb, fields);
    else void this.store?.act(verb, fields).then((answer) => answer.ok && then?.(answer.data));
  };

  private choose(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
    void this.post("plan", { ...this.settings });
  }

  private async open(plan: Plan): Promise<void> {
    if (await this.post("open", { round: plan.round })) wish(this, { kind: "plan" });
  }

  private async putAway(plan: Plan): Promise<void> {
    if (await this.post("discard", { round: plan.round })) wish(this, { kind: "plan" });
  }

  protected override render(): TemplateResult {
    const state = this.store?.state;
    if (!state) return html`<p class="soft" role="status">${t("Looking for good rooms …")}</p>`;
    return html`${this.heading()}${this.body(state)}`;
  }

  private heading(): TemplateResult {
    return html`<header class="line ends"><h2 class="page-title">${t("Plan the small rooms")}</h2>
      <button class="button" type="button" @click=${() => wish(this, { kind: "plan" })}>${icon("arrow-left")}${t("Back to the room")}</button></header>`;
  }

  private body(state: RoomState): TemplateResult {
    const { plan } = this;
    if (plan && plan.phase !== "planned") {
      return html`<div class="empty"><p>${t("The small rooms are open. You can follow them in the room.")}</p></div>`;
    }
    if (!plan?.rooms.length && this.members(state) < 2) {
      return html`<div class="empty"><p>${t("Small rooms need at least two people besides staff. As soon as they are here, a plan appears.")}</p>
        <button class="button" type="button" @click=${() => this.choose({})}>${t("Look again")}</button></div>`;
    }
    return html`${this.form(plan)}
      ${this.problem ? html`<div class="banner" role="alert">${icon("circle-alert")}<p>${this.problem}</p></div>` : nothing}
      ${plan?.rooms.length ? this.proposal(plan, state) : this.busy ? html`<p class="loading" role="status">${t("Looking for good rooms …")}</p>` : nothing}`;
  }

  private proposal(plan: Plan, state: RoomState): TemplateResult {
    return html`<section class="says plan-words" aria-labelledby="plan-title">
        <h2 id="plan-title">${planHeading(plan.summary)}</h2>
        <p>${planSentence(plan.summary)} <span class="soft" role="status">${plan.searching ? t("Still looking for better.") : nothing}</span></p>
      </section>
      ${this.cameSince(plan, state)}
      <al-plan-rooms .plan=${plan} .state=${state}></al-plan-rooms>
      <div class="dock"><p>${t("Ten seconds’ notice, then everyone moves.")}</p>
        <button class="button quiet" type="button" ?disabled=${this.busy} @click=${() => void this.putAway(plan)}>${t("Put the plan away")}</button>
        <button class="button primary large" type="button" ?disabled=${this.busy} @click=${() => void this.open(plan)}>${tn("Open {count} room", "Open {count} rooms", plan.rooms.length)}</button></div>`;
  }

  /** Who came in after the plan was made: the server seats them when the rooms open. */
  private cameSince(plan: Plan, state: RoomState): TemplateResult | typeof nothing {
    const seated = new Set(plan.rooms.flatMap((room) => room.seats.map((seat) => seat.person)));
    const names = state.room.people
      .filter((one) => !one.isStaff && !seated.has(one.id))
      .map((one) => one.name);
    if (!names.length || this.busy) return nothing;
    const words = t("{names} came in since. Opening seats them where it changes least; or look again.", {
      names: list(names),
    });
    return html`<div class="banner" role="status">${icon("user-plus")}<p>${words}</p></div>`;
  }

  private form(plan: Plan | null): TemplateResult {
    return settingsForm(this.settings, this.deck, this.busy, {
      choose: (change) => this.choose(change),
      again: () => (plan?.rooms.length ? void this.post("shuffle", { round: plan.round }) : this.choose({})),
    });
  }
}

customElements.define("al-planner", Planner);
