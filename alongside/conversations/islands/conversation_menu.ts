/**
 * <al-message-menu>: everything one can do with one message, in a dialog.
 *
 *   <al-message-menu conversation="<id>" me="<person>" report="/safety/report/message/ID/"
 *                    between="/me/boundaries/ID/" staff="<person>,…" ?apart ?threads ?helps .mine=${codes}></al-message-menu>
 *   menu.open(message, mayWrite) · menu.ask("answer", message) begins with one question
 *
 * Fires `message-act` (bubbling, detail MessageAct) for what the conversation does itself: reply, beside, edit, react.
 * What changes the message on the server is done here; `message-known` (detail Said) tells how it stands afterwards.
 * `report`: an address with ID where the message's id goes; empty where messages can't be reported. `between`: one with ID
 * where its author's id goes, to mute or block them; not offered for those in `staff`. `apart`: they open in a new window.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { post } from "../../../islands/post";
import { why } from "./conversation_fetch";
import { goneWords, REACTIONS, reactionIcon, reactionWord } from "./conversation_marks";
import type { Said } from "./conversation_state";

export type MessageAct =
  | { readonly act: "reply" | "beside" | "edit"; readonly message: Said }
  | { readonly act: "react"; readonly message: Said; readonly code: string; readonly on: boolean };

/** A question that stands between the menu and the act. */
export type Question = "take-back" | "hand-over" | "take";
type View = "all" | "done" | Question;

/** When someone says they will answer, as the server reads it. */
const BY_WHEN = ["hour", "tonight", "tomorrow"] as const;

declare global {
  interface HTMLElementEventMap {
    "message-act": CustomEvent<MessageAct>;
    "message-known": CustomEvent<Said>;
  }
}

export class MessageMenu extends LightElement {
  static override properties = {
    conversation: {},
    me: {},
    report: {},
    between: {},
    staff: {},
    apart: { type: Boolean },
    threads: { type: Boolean },
    helps: { type: Boolean },
    mine: { attribute: false },
    message: { state: true },
    view: { state: true },
    problem: { state: true },
    busy: { state: true },
  };

  conversation = "";
  me = "";
  report = "";
  between = "";
  staff = "";
  apart = false;
  /** Whether replies may stand beside a message here. */
  threads = false;
  /** Whether this person may say which reply helped. */
  helps = false;
  mine: readonly string[] = [];
  message: Said | null = null;
  view: View = "all";
  problem = "";
  busy = false;
  private mayWrite = false;
  private done = "";

  open(message: Said, mayWrite: boolean, view: View = "all"): void {
    Object.assign(this, { message, mayWrite, view, problem: "", busy: false });
    void this.updateComplete.then(() => this.dialog?.showModal());
  }

  ask(question: Question, message: Said): void {
    this.open(message, true, question);
  }

  close(): void {
    this.dialog?.close();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  private act(act: MessageAct): void {
    this.close();
    this.dispatchEvent(new CustomEvent("message-act", { bubbles: true, detail: act }));
  }

  private turn(view: View): void {
    this.view = view;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("dialog [autofocus]")?.focus());
  }

  private async send(path: string, fields: Readonly<Record<string, string>> = {}, done = ""): Promise<void> {
    const { message } = this;
    if (!message || this.busy) return;
    this.busy = true;
    this.problem = "";
    const url =
      path === "helped"
        ? `/talk/forum/${this.conversation}/helped/${message.id}`
        : `/conversations/${this.conversation}/messages/${message.id}/${path}`;
    const answer = await post<Said & { error?: unknown }>(url, fields, { retries: 1 });
    this.busy = false;
    if (!answer.ok) {
      this.problem = why(answer);
      return;
    }
    if (answer.data && isSaid(answer.data))
      this.dispatchEvent(new CustomEvent("message-known", { bubbles: true, detail: answer.data }));
    if (!done) return this.close();
    this.done = done;
    this.turn("done");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { message } = this;
    if (!message) return nothing;
    return html`<dialog class="dialog message-menu" aria-labelledby="message-menu-title" @click=${this.outside}>
      ${this.inside(message)}
    </dialog>`;
  }

  /** A press beside the dialog closes it. */
  private outside(event: MouseEvent): void {
    if (event.target === this.dialog) this.close();
  }

  private inside(message: Said): TemplateResult {
    const { mayWrite } = this;
    switch (this.view) {
      case "take-back":
        return this.question(
          t("Take this message back?"),
          t("Its words and files go away for everyone. A line stays that says you took it back."),
          () => void this.send("take-back"),
          t("Take it back"),
          "danger firm",
        );
      case "hand-over":
        return this.question(
          t("Tell staff about this message?"),
          t("Whoever is on call is told at once, and reads this message and what stands around it."),
          () =>
            void this.send(
              "hand-over",
              {},
              t("Whoever is on call was told. Thank you for looking after this."),
            ),
          t("Tell them"),
          "primary",
        );
      case "take":
        return this.byWhen(message);
      case "done":
        return html`<h2 id="message-menu-title">${t("Done")}</h2><p>${this.done}</p>
          <div class="buttons"><button class="button primary" type="button" autofocus @click=${this.close}>${t("All right")}</button></div>`;
      default:
        return this.all(message, mayWrite);
    }
  }

  private all(message: Said, mayWrite: boolean): TemplateResult {
    const isMine = message.author === this.me;
    const about = { name: message.name };
    const words = message.gone ? goneWords(message.gone) : message.body || t("A file");
    const item = (name: string, said: string, act: () => void, help = "") =>
      html`<li><button class="button quiet" type="button" aria-describedby=${help ? `menu-${name}` : nothing} @click=${act}>${icon(name)}${said}</button>${help ? html`<p class="hint" id="menu-${name}">${help}</p>` : nothing}</li>`;
    const link = (name: string, said: string, url: string) =>
      html`<li><a class="button quiet" href=${url} target=${this.apart ? "_blank" : nothing}>${icon(name)}${said}${this.apart ? html`<span class="unseen"> ${t("(opens in a new window)")}</span>` : nothing}</a></li>`;
    const next = `?next=${encodeURIComponent(location.pathname)}`;
    const mayPart = !isMine && this.between && !this.staff.split(",").includes(message.author);
    return html`<h2 id="message-menu-title">${isMine ? t("Your message") : t("{name}’s message", about)}</h2>
      <p class="excerpt soft"><bdi>${words}</bdi></p>
      ${
        mayWrite
          ? html`<div class="react-with" role="group" aria-label=${t("React")}>${REACTIONS.map((code) => {
              const on = this.mine.includes(code);
              return html`<button class="button react" type="button" aria-pressed=${on} @click=${() => this.act({ act: "react", message, code, on: !on })}>${reactionIcon(code)}${reactionWord(code)}</button>`;
            })}</div>`
          : nothing
      }
      <ul class="menu-items">
        ${mayWrite ? item("reply", t("Reply"), () => this.act({ act: "reply", message })) : nothing}
        ${mayWrite && this.threads ? item("messages-square", t("Reply in a thread"), () => this.act({ act: "beside", message }), t("Its answers stay together, out of the main talk.")) : nothing}
        ${mayWrite && isMine ? item("pencil", t("Edit"), () => this.act({ act: "edit", message })) : nothing}
        ${isMine ? item("undo-2", t("Take back"), () => this.turn("take-back")) : nothing}
        ${this.helps && !isMine ? item("check", message.helped ? t("This didn’t help after all") : t("This helped me"), () => void this.send("helped", { on: message.helped ? "no" : "yes" })) : nothing}
        ${isMine ? nothing : item("life-buoy", t("Tell staff about this"), () => this.turn("hand-over"), t("For when someone may not be safe. Whoever is on call hears it at once."))}
        ${!isMine && this.report ? link("flag", t("Report"), this.report.replace("ID", message.id)) : nothing}
        ${mayPart ? link("user-x", t("Mute or block"), this.between.replace("ID", message.author) + next) : nothing}
      </ul>
      ${this.trouble()}
      <div class="buttons"><button class="button" type="button" @click=${this.close}>${t("Close")}</button></div>`;
  }

  private question(title: string, words: string, act: () => void, yes: string, look: string): TemplateResult {
    return html`<h2 id="message-menu-title">${title}</h2><p>${words}</p>${this.trouble()}
      <div class="buttons">
        <button class="button" type="button" autofocus @click=${this.close}>${t("Not now")}</button>
        <button class="button ${look}" type="button" aria-disabled=${this.busy} @click=${act}>${yes}</button>
      </div>`;
  }

  private byWhen(message: Said): TemplateResult {
    const sent = (event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      void this.send("take", { by: String(form.get("by") ?? BY_WHEN[0]) });
    };
    return html`<form @submit=${sent}>
      <h2 id="message-menu-title">${t("When will you answer {name}?", { name: message.name })}</h2>
      <p class="soft">${t("Everyone here sees that you will, and by when. Nobody else is asked meanwhile.")}</p>
      <div class="choices">${BY_WHEN.map(
        (each, at) =>
          html`<label class="choice"><input type="radio" name="by" value=${each} ?checked=${at === 0} ?autofocus=${at === 0}><span>${byWhenWord(each)}</span></label>`,
      )}</div>
      ${this.trouble()}
      <div class="buttons">
        <button class="button" type="button" @click=${this.close}>${t("Not now")}</button>
        <button class="button primary" aria-disabled=${this.busy}>${t("I’ll answer")}</button>
      </div>
    </form>`;
  }

  private trouble(): TemplateResult | typeof nothing {
    if (!this.problem) return nothing;
    return html`<p class="field-error" role="alert">${icon("circle-alert")}<span>${this.problem}</span></p>`;
  }
}

function byWhenWord(when: (typeof BY_WHEN)[number]): string {
  if (when === "hour") return t("Within an hour");
  return when === "tonight" ? t("Tonight") : t("Tomorrow");
}

function isSaid(data: object): data is Said {
  return "seq" in data && "body" in data;
}

customElements.define("al-message-menu", MessageMenu);
