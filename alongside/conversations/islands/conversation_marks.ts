// What stands at a message besides its words: the quote above them, files, reactions, tags, and what stands beside it.

import { html, nothing, type TemplateResult } from "lit";
import { clock, t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { dateOf } from "./conversation_days";
import type { Attached, Quote, Said, Waiting } from "./conversation_state";

/** What a line can ask of the conversation around it. */
export interface LineActs {
  /** Everything one can do with a message. `from` is what was pressed. */
  more(message: Said, from: HTMLElement): void;
  react(message: Said, code: string, on: boolean): void;
  thread(message: Said): void;
  /** Go to the message that is quoted. False when it isn't here: the link is followed. */
  find(id: string): boolean;
  answer(message: Said): void;
  picture(file: Attached, name: string): void;
  again(): void;
  change(key: string): void;
  otherDay(day: string): void;
}

/** The few ways to answer without words, in the order they are offered. */
export const REACTIONS = ["warm", "thanks", "with_you", "smile", "strength"] as const;

export function reactionWord(code: string): string {
  switch (code) {
    case "thanks":
      return t("Thank you", {}, "reaction");
    case "with_you":
      return t("I’m with you");
    case "smile":
      return t("That made me smile");
    case "strength":
      return t("Strength to you");
    default:
      return t("Warm", {}, "reaction");
  }
}

export function reactionIcon(code: string): TemplateResult {
  if (code === "thanks") return icon("hand-heart");
  if (code === "with_you") return icon("users");
  if (code === "smile") return icon("smile");
  return code === "strength" ? icon("sun") : icon("heart");
}

/** "1.4 MB", as the reader's language writes it. */
export function size(bytes: number): string {
  const language = document.documentElement.lang || "en";
  const [unit, share] = bytes < 1_000_000 ? ["kilobyte", 1000] : ["megabyte", 1_000_000];
  const most = share === 1000 ? 0 : 1;
  const written = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: most } as const;
  return new Intl.NumberFormat(language, written).format(Math.max(1, bytes / Number(share)));
}

export function goneWords(gone: string): string {
  return gone === "staff" ? t("Removed by staff") : t("Taken back by its author");
}

export function quoteOf(quote: Quote, href: string, isMuted: boolean, acts: LineActs): TemplateResult {
  const found = (event: Event) => {
    if (acts.find(quote.id)) event.preventDefault();
  };
  const body = isMuted
    ? t("From someone you muted or blocked")
    : quote.gone
      ? goneWords(quote.gone)
      : html`<bdi class="quoted-words">${quote.body || t("A file")}</bdi>`;
  const who = isMuted ? nothing : html`<b><bdi>${quote.name}</bdi></b> `;
  return html`<blockquote><a class="quoted" href=${href} @click=${found}>${who}${body}</a></blockquote>`;
}

export function filesOf(
  files: readonly Attached[],
  name: string,
  acts: LineActs,
): TemplateResult | typeof nothing {
  if (!files.length) return nothing;
  return html`<div class="files">${files.map((file) => fileOf(file, name, acts))}</div>`;
}

function fileOf(file: Attached, name: string, acts: LineActs): TemplateResult {
  if (file.kind === "image") {
    const opened = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      acts.picture(file, name);
    };
    return html`<a class="picture" href=${file.url} @click=${opened}><img src=${file.small || file.url} width=${file.width} height=${file.height}
      loading="lazy" decoding="async" alt=${t("Picture from {name}", { name })}></a>`;
  }
  if (file.kind === "voice")
    return html`<al-voice-player src=${file.url} seconds=${file.seconds} name=${name}></al-voice-player>`;
  return html`<a class="button file" href=${file.url} download>${icon("paperclip")}<span><bdi>${file.name || t("A file")}</bdi> <span class="soft">${size(file.bytes)}</span></span></a>`;
}

export function reactionsOf(
  message: Said,
  mine: readonly string[],
  mayReact: boolean,
  acts: LineActs,
): TemplateResult | typeof nothing {
  const there = REACTIONS.filter((code) => message.reactions[code]);
  if (!there.length) return nothing;
  return html`<ul class="reacted" aria-label=${t("Reactions")}>${there.map((code) => {
    const words = t("{word}: {count}", { word: reactionWord(code), count: message.reactions[code] ?? 0 });
    const isMine = mine.includes(code);
    if (!mayReact) return html`<li class="tag">${reactionIcon(code)}${words}</li>`;
    return html`<li><button class="button react" type="button" aria-pressed=${isMine} @click=${() => acts.react(message, code, !isMine)}>${reactionIcon(code)}${words}</button></li>`;
  })}</ul>`;
}

/** "8:00", "tomorrow at 9:00", "Thursday at 9:00": when someone answers. */
export function byWhen(moment: Date, now: Date = new Date()): string {
  const time = clock(moment);
  const date = dateOf(moment);
  if (date === dateOf(now)) return time;
  if (date === dateOf(new Date(now.getTime() + 86_400_000))) return t("{time} tomorrow", { time });
  const language = document.documentElement.lang || "en";
  const { zone } = document.documentElement.dataset;
  const day = moment.toLocaleDateString(language, { weekday: "long", timeZone: zone });
  return t("{time} on {day}", { time, day });
}

function answering(waiting: Waiting, author: string, isMine: boolean, me: string): string {
  const time = waiting.until ? byWhen(new Date(waiting.until)) : "";
  if (waiting.by?.id === me) return time ? t("You answer by {time}", { time }) : t("You answer this");
  const name = waiting.by?.name ?? (waiting.why === "line" ? t("Your care team") : t("Someone"));
  if (!waiting.by && waiting.why === "line" && !isMine) return t("To be answered by {time}", { time });
  if (!time) return t("{name} read this and will answer", { name });
  return isMine
    ? t("{name} answers you by {time}", { name, time })
    : t("{name} answers {author} by {time}", { name, author, time });
}

export function tagsOf(
  message: Said,
  me: string,
  mayWrite: boolean,
  acts: LineActs,
): TemplateResult | typeof nothing {
  const { waiting, company, helped } = message;
  const isMine = message.author === me;
  const isTaken = waiting && (waiting.by || waiting.until);
  const mayAnswer = waiting && !waiting.by && !isMine && mayWrite;
  if (!company && !helped && !isTaken && !mayAnswer) return nothing;
  return html`<div class="tags">
    ${company ? html`<p class="tag warm-tag">${icon("users")}${t("Would like company")}</p>` : nothing}
    ${helped ? html`<p class="tag green-tag">${icon("check")}${t("This helped")}</p>` : nothing}
    ${isTaken ? html`<p class="tag green-tag long-tag ${isMine && waiting.why === "line" ? "line-clock" : ""}">${icon("check")}<span>${answering(waiting, message.name, isMine, me)}</span></p>` : nothing}
    ${mayAnswer ? html`<button class="button" type="button" @click=${() => acts.answer(message)}>${icon("reply")}${t("I’ll answer")}</button>` : nothing}
  </div>`;
}

export function besideOf(message: Said, acts: LineActs): TemplateResult | typeof nothing {
  if (!message.replies) return nothing;
  return html`<button class="button quiet beside" type="button" @click=${() => acts.thread(message)}>${icon("messages-square")}${tn("{count} reply in a thread", "{count} replies in a thread", message.replies)}</button>`;
}
