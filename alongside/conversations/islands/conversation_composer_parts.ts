// What a composer shows around its box: what is answered, people to mention, files, what can be added, who reads it.

import { html, nothing, type TemplateResult } from "lit";
import { face } from "../../../islands/face";
import { t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import type { Bringing, Coming } from "./conversation_bringing";
import type { Draft } from "./conversation_draft";
import { size } from "./conversation_marks";
import type { Mentions } from "./conversation_mentions";
import type { Attached } from "./conversation_state";
import type { Named } from "./conversation_unsent";
import { ACCEPTED } from "./upload";
import "./voice_note";

export function mentionList(mentions: Mentions, id: string, take: (who: Named) => void): TemplateResult {
  const { people } = mentions;
  const count = people.length;
  const said = count
    ? tn(
        "{count} person. Arrow keys to choose, Enter to take.",
        "{count} people. Arrow keys to choose, Enter to take.",
        count,
      )
    : "";
  return html`<p class="unseen" role="status">${said}</p>${
    count
      ? html`<ul class="mentions" role="listbox" id=${id} aria-label=${t("People to mention")}>${people.map(
          (who, at) => {
            // Before the box loses its focus, which would close the list.
            const pressed = (event: Event) => {
              event.preventDefault();
              take(who);
            };
            return html`<li role="option" id="${id}-${at}" aria-selected=${at === mentions.at} @pointerdown=${pressed}>${face({ person: who.id, name: who.name }, "small")}<bdi>${who.name}</bdi></li>`;
          },
        )}</ul>`
      : nothing
  }`;
}

export function coming(
  bringing: Bringing,
  files: readonly Attached[],
  drop: (id: string) => void,
): TemplateResult | typeof nothing {
  if (!files.length && !bringing.all.length) return nothing;
  return html`<ul class="attached" aria-label=${t("Files of this message")}>
    ${files.map(
      (file) => html`<li>
        ${file.small ? html`<img src=${file.small} width="44" height="44" alt="">` : icon("paperclip")}
        <span><bdi>${file.name || (file.kind === "image" ? t("A picture") : t("A file"))}</bdi> <span class="soft">${size(file.bytes)}</span></span>
        <button class="button quiet" type="button" @click=${() => drop(file.id)}>${icon("x")}${t("Leave out")}</button>
      </li>`,
    )}
    ${bringing.all.map((one) => onItsWay(one, bringing))}
  </ul>`;
}

function onItsWay(one: Coming, bringing: Bringing): TemplateResult {
  const leaveOut = html`<button class="button quiet" type="button" @click=${() => bringing.drop(one.key)}>${icon("x")}${t("Leave out")}</button>`;
  if (one.problem)
    return html`<li>${icon("circle-alert")}<span role="alert">${one.name}: ${one.problem}</span>
      ${one.again ? html`<button class="button quiet" type="button" @click=${() => bringing.again(one.key)}>${icon("refresh-cw")}${t("Try again")}</button>` : nothing}${leaveOut}</li>`;
  return html`<li>${icon("paperclip")}<span><bdi>${one.name}</bdi> <progress max="1" value=${one.share} aria-label=${t("On its way: {name}", { name: one.name })}></progress></span>${leaveOut}</li>`;
}

/** What the words will answer or change, and the way out of that. */
export function answering(draft: Draft, leave: () => void): TemplateResult | typeof nothing {
  const { editing, quote } = draft;
  if (!editing && !quote) return nothing;
  const words = editing
    ? t("You are changing your message.")
    : t("You answer {name}:", { name: quote?.name ?? "" });
  return html`<div class="answering">${editing ? icon("pencil") : icon("reply")}
    <p>${words} ${editing ? nothing : html`<bdi class="soft quoted-words">${quote?.body || t("A file")}</bdi>`}</p>
    <button class="button quiet" type="button" @click=${leave}>${icon("x")}${editing ? t("Leave it as it was") : t("Don’t quote it")}</button>
  </div>`;
}

/** Who reads the box, and whether phrases in it bring help. */
export function reads(who: string, phrases: string): string {
  const all = who || t("Everyone who takes part in this conversation reads this.");
  if (phrases === "on") return `${all} ${t("Phrases that bring help alert staff.")}`;
  return phrases === "off" ? `${all} ${t("Phrases that bring help alert nobody here.")}` : all;
}

/** Where there is little room: shows what can be added. */
export function addButton(box: string, isOpen: boolean, turn: () => void): TemplateResult {
  return html`<button class="button quiet adds" type="button" aria-expanded=${isOpen} aria-controls="${box}-adds" @click=${turn}>${icon(isOpen ? "x" : "plus")}${isOpen ? t("Less") : t("Add")}</button>`;
}

export interface Additions {
  wished(on: boolean): void;
  /** A voice note was made, and is to be sent. */
  recorded(voice: Blob): void;
  /** A voice note is being made. */
  busy(on: boolean): void;
  pick(input: HTMLInputElement): void;
}

/** What can be added: the wish for company and what comes of it, pictures, files and a voice note. */
export function additions(
  may: { readonly company: boolean; readonly files: boolean; readonly adding: boolean },
  box: string,
  isWished: boolean,
  acts: Additions,
): TemplateResult {
  const target = (event: Event) => event.target as HTMLInputElement;
  return html`<div class="bar ${may.adding ? "is-open" : ""}" id="${box}-adds" @voice-note=${(event: CustomEvent<{ blob: Blob }>) => acts.recorded(event.detail.blob)}
    @voice-note-busy=${(event: CustomEvent<boolean>) => acts.busy(event.detail)}>${
      may.company
        ? html`<div class="company">
      <label class="check"><input type="checkbox" aria-describedby="${box}-company" .checked=${isWished} @change=${(event: Event) => acts.wished(target(event).checked)}><span>${t("I’d like company")}</span></label>
      <p class="hint" id="${box}-company">${t("Your message says so. If no answer comes for a while, someone is asked to write to you.")}</p>
    </div>`
        : nothing
    }${
      may.files
        ? html`<div class="bring">
      <label class="button quiet pick">${icon("image")}${t("Picture or file")}<input class="unseen" type="file" multiple accept=${ACCEPTED} @change=${(event: Event) => acts.pick(target(event))}></label>
      <al-voice-note></al-voice-note>
    </div>`
        : nothing
    }</div>`;
}

/** Makes the box as tall as its words, where the browser doesn't do so by itself. */
export function grow(box: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.blockSize = "auto";
  if (box.scrollHeight) box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}
