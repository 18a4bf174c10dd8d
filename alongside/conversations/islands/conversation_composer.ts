/**
 * <al-composer>: the box one writes in.
 *
 *   <al-composer conversation="<id>" me="<person>" thread="<message>" label="Write to Early Birds"
 *                who-reads="The 11 people in Early Birds read this." phrases="on" ?company ?files></al-composer>
 *   composer.reply(message) · composer.edit(message) · composer.putBack(unsent) · composer.add(words)
 *
 * Enter sends, Shift+Enter begins a line; @ and a name mentions someone. What is written is kept on the device with every
 * key. Fires `composer-send` (detail Written), `composer-typed`, and `message-known` (detail Said) after a change.
 * `phrases`: whether phrases that bring help alert staff here ("on", "off"); nothing is said where it is left out.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { Bringing } from "./conversation_bringing";
import {
  addButton,
  additions,
  answering,
  coming,
  grow,
  mentionList,
  reads,
} from "./conversation_composer_parts";
import { type Before, changeWords } from "./conversation_doing";
import { type Draft, EMPTY, KeptDraft } from "./conversation_draft";
import { Mentions, stillNamed } from "./conversation_mentions";
import type { Attached, Quote, Said } from "./conversation_state";
import { type Named, NOTHING, type Unsent, type Written } from "./conversation_unsent";
import { MOST_FILES } from "./upload";

export const LONGEST = 4000;
const QUOTED = 200;

declare global {
  interface HTMLElementEventMap {
    "composer-send": CustomEvent<Written>;
    "composer-typed": CustomEvent<null>;
  }
}

let count = 0;

export class Composer extends LightElement {
  static override properties = {
    conversation: {},
    me: {},
    thread: {},
    label: {},
    whoReads: { attribute: "who-reads" },
    phrases: {},
    company: { type: Boolean },
    files: { type: Boolean },
    recording: { state: true },
    adding: { state: true },
    problem: { state: true },
  };

  conversation = "";
  me = "";
  thread = "";
  label = "";
  whoReads = "";
  phrases = "";
  company = false;
  files = false;
  recording = false;
  /** Where there is little room: what can be added is shown. */
  adding = false;
  problem = "";

  private readonly box = `write-${++count}`;
  private draft: Draft = EMPTY;
  private kept: KeptDraft | null = null;
  private unwatch: (() => void) | null = null;
  private readonly mentions = new Mentions(
    () => `/conversations/${this.conversation}/people`,
    () => this.requestUpdate(),
  );
  private readonly bringing = new Bringing({
    changed: () => this.requestUpdate(),
    here: (file, isVoice) => this.arrived(file, isVoice),
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unwatch?.();
    this.unwatch = null;
    this.bringing.stop();
  }

  protected override willUpdate(): void {
    if (this.kept) return;
    const kept = new KeptDraft(this.me, this.conversation, this.thread);
    this.kept = kept;
    this.draft = kept.read();
    this.mentions.chosen = this.draft.mentions;
    this.unwatch = kept.onForgotten(() => {
      if (this.words?.value === this.draft.body) this.set(EMPTY, "");
    });
  }

  protected override firstUpdated(): void {
    const { words } = this;
    if (words) words.value ||= this.draft.body;
  }

  protected override updated(): void {
    if (this.words) grow(this.words);
  }

  private get words(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  /** Answer this message: it is quoted above what one writes. */
  reply(message: Said): void {
    const { id, author, name, gone } = message;
    const quote: Quote = { id, author, name, gone, body: [...message.body].slice(0, QUOTED).join("") };
    if (this.draft.editing) this.leaveEdit();
    this.set({ ...this.draft, quote });
    this.toBox();
  }

  /** Change what was said. What stood in the box comes back afterwards. */
  edit(message: Said): void {
    const aside = this.draft.editing ? this.draft.aside : (this.words?.value ?? "");
    this.set({ ...this.draft, editing: { id: message.id, body: message.body }, aside }, message.body);
    this.toBox();
  }

  /** An unsent message goes back into the box. */
  putBack(unsent: Unsent): void {
    const now = this.words?.value ?? "";
    const files = [...this.draft.files, ...unsent.files].slice(0, MOST_FILES);
    this.mentions.chosen = [...this.mentions.chosen, ...unsent.mentions];
    const { quote, company } = unsent;
    this.set({ ...this.draft, quote, company, files }, now ? `${unsent.body}\n${now}` : unsent.body);
    this.toBox();
  }

  /** Goes on with what was begun on the plain page. */
  takeOver({ words, company, files, focused }: Before): void {
    if (words) this.add(words);
    if (company) this.set({ ...this.draft, company });
    if (this.files) for (const file of files.slice(0, MOST_FILES)) this.bringing.add(file);
    if (focused) this.toBox();
  }

  /** Puts words behind what is already there. */
  add(more: string): void {
    const now = this.words?.value ?? "";
    this.set(this.draft, now && now !== more ? `${now} ${more}` : more);
  }

  toBox(): void {
    void this.updateComplete.then(() => {
      const { words } = this;
      words?.focus();
      words?.setSelectionRange(words.value.length, words.value.length);
    });
  }

  private set(draft: Draft, body: string = this.words?.value ?? draft.body): void {
    const { words } = this;
    if (words && words.value !== body) words.value = body;
    this.problem = "";
    this.draft = { ...draft, body, mentions: stillNamed(body, this.mentions.chosen) };
    this.kept?.write(this.draft);
    this.requestUpdate();
  }

  private leaveEdit(): void {
    this.set({ ...this.draft, editing: null, aside: "" }, this.draft.aside);
  }

  private over(): number {
    return [...(this.words?.value ?? this.draft.body)].length - LONGEST;
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.send();
  }

  private send(): void {
    const body = this.words?.value.trim() ?? "";
    if (this.over() > 0) return;
    if (this.draft.editing) return void this.change(body);
    if (!body && !this.draft.files.length) return;
    if (this.bringing.isBusy) {
      this.problem = t("A file is still on its way. Please send when it is here.");
      return;
    }
    const { quote, company, files } = this.draft;
    const mentions = stillNamed(body, this.mentions.chosen);
    const thread = this.thread;
    this.mentions.close();
    this.mentions.chosen = [];
    this.adding = false;
    this.set(EMPTY, "");
    this.say({ body, quote, thread, company: company && this.company, files, mentions });
    this.words?.focus();
  }

  private say(written: Written): void {
    this.dispatchEvent(new CustomEvent("composer-send", { bubbles: true, detail: written }));
  }

  private async change(body: string): Promise<void> {
    const { editing } = this.draft;
    if (!editing || !body) return;
    if (body === editing.body) return this.leaveEdit();
    const mentions = stillNamed(body, this.mentions.chosen);
    const changed = await changeWords(this.conversation, editing.id, body, mentions);
    if (typeof changed === "string") {
      this.problem = changed;
      return;
    }
    this.dispatchEvent(new CustomEvent("message-known", { bubbles: true, detail: changed }));
    if (this.draft.editing?.id === editing.id) this.leaveEdit();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.mentions.pressed(event, (who) => this.name(who))) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.draft.editing) this.leaveEdit();
    else if (event.key === "Escape" && this.draft.quote) this.set({ ...this.draft, quote: null });
  }

  private typed(): void {
    const { words } = this;
    this.set(this.draft);
    if (!words) return;
    this.mentions.look(words.value, words.selectionStart);
    if (words.value && !this.draft.editing)
      this.dispatchEvent(new CustomEvent("composer-typed", { bubbles: true }));
  }

  private name(who: Named): void {
    const { words } = this;
    if (!words) return;
    const { text, caret } = this.mentions.take(words.value, who);
    this.set(this.draft, text);
    words.focus();
    words.setSelectionRange(caret, caret);
  }

  private chosen(input: HTMLInputElement): void {
    const free = MOST_FILES - this.draft.files.length - this.bringing.all.length;
    const picked = [...(input.files ?? [])];
    for (const file of picked.slice(0, free)) this.bringing.add(file);
    this.adding = false;
    this.problem =
      picked.length > free
        ? t("{count} files fit in one message. Please send the rest in another.", { count: MOST_FILES })
        : "";
    input.value = "";
  }

  private arrived(file: Attached, isVoice: boolean): void {
    if (isVoice) this.say({ ...NOTHING, thread: this.thread, files: [file] });
    else this.set({ ...this.draft, files: [...this.draft.files, file] });
    this.requestUpdate();
  }

  private dropFile(id: string): void {
    this.set({ ...this.draft, files: this.draft.files.filter((file) => file.id !== id) });
    this.words?.focus();
  }

  protected override render(): TemplateResult {
    const { draft, box, mentions } = this;
    const over = this.over();
    const problem =
      over > 0
        ? t("{over} characters too long. Please shorten it, or send it in two parts.", { over })
        : this.problem;
    const described = `${problem ? `${box}-over ` : ""}${box}-reads`;
    const list = `${box}-people`;
    const adds = () => {
      this.adding = !this.adding;
    };
    const canAdd = (this.company || this.files) && !draft.editing;
    return html`<form class="composer ${this.recording ? "is-recording" : ""}" @submit=${this.submitted}>
      ${answering(draft, () => this.leave())}
      <label class="unseen" for=${box}>${draft.editing ? t("Change your message") : this.label || t("Write a message")}</label>
      ${mentionList(mentions, list, (who) => this.name(who))}
      <div class="with-send">
        ${canAdd ? addButton(box, this.adding, adds) : nothing}
        <textarea class="input" id=${box} rows="1" dir="auto" enterkeyhint="send" data-keep="no" aria-describedby=${described}
          aria-invalid=${over > 0 ? "true" : nothing} aria-autocomplete="list" aria-controls=${mentions.isOpen ? list : nothing}
          aria-activedescendant=${mentions.isOpen ? `${list}-${mentions.at}` : nothing}
          placeholder=${t("Say something small")} @keydown=${this.pressed} @input=${this.typed} @blur=${() => mentions.close()}></textarea>
        <button class="button primary">${draft.editing ? html`${icon("check")}${t("Save")}` : html`${icon("send")}${t("Send")}`}</button>
      </div>
      ${problem ? html`<p class="field-error" id="${box}-over" role="alert">${icon("circle-alert")}<span>${problem}</span></p>` : nothing}
      ${draft.editing ? nothing : html`${coming(this.bringing, draft.files, (id) => this.dropFile(id))}${canAdd ? this.bar() : nothing}`}
      <p class="who-reads" id="${box}-reads">${icon("eye")}<span>${reads(this.whoReads, this.phrases)}</span></p>
    </form>`;
  }

  private bar(): TemplateResult {
    const wished = (on: boolean) => this.set({ ...this.draft, company: on });
    const recorded = (voice: Blob) => {
      this.adding = false;
      this.bringing.add(voice, true);
    };
    const busy = (on: boolean) => {
      this.recording = on;
    };
    const pick = (input: HTMLInputElement) => this.chosen(input);
    return additions(this, this.box, this.draft.company, { wished, recorded, busy, pick });
  }

  private leave(): void {
    if (this.draft.editing) this.leaveEdit();
    else this.set({ ...this.draft, quote: null });
    this.words?.focus();
  }
}

customElements.define("al-composer", Composer);
