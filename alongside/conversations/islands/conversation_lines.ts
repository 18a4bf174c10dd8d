// The lines of a conversation, as conversations/parts/messages.html draws them: days, messages, where the unread begins,
// what waits for staff and what isn't sent yet. A line whose message hasn't changed isn't drawn again.

import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { face } from "../../../islands/face";
import { clock, t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { dateOf, day } from "./conversation_days";
import {
  besideOf,
  filesOf,
  goneWords,
  type LineActs,
  quoteOf,
  reactionsOf,
  tagsOf,
} from "./conversation_marks";
import type { Held, Said } from "./conversation_state";
import type { Unsent } from "./conversation_unsent";
import { words } from "./conversation_words";

/** What the lines are drawn from, besides the messages. */
export interface LinesLook {
  readonly conversation: string;
  readonly me: string;
  /** Names as people are called now, by id. */
  readonly names: Readonly<Record<string, string>>;
  readonly mine: Readonly<Record<string, readonly string[]>>;
  readonly muted: readonly string[];
  readonly mayWrite: boolean;
  /** The first message this person hadn't seen when they came; 0 for none. */
  readonly newFrom: number;
  /** The message that was asked for. */
  readonly focus: string;
  /** In the live room: no days to choose, nothing beside a message. */
  readonly small: boolean;
}

export interface LinesOf {
  readonly messages: readonly Said[];
  readonly held: readonly Held[];
  readonly unsent: readonly Unsent[];
}

type Line =
  | { readonly key: string; readonly day: string; readonly date: string }
  | { readonly key: string; readonly isNew: true }
  | { readonly key: string; readonly message: Said }
  | { readonly key: string; readonly held: Held }
  | { readonly key: string; readonly unsent: Unsent };

function lines({ messages, held, unsent }: LinesOf, newFrom: number): Line[] {
  const found: Line[] = [];
  let last = "";
  let isNewSaid = !newFrom;
  for (const message of messages) {
    const moment = new Date(message.at);
    const date = dateOf(moment);
    if (date !== last) found.push({ key: `day ${date}`, day: day(moment), date });
    last = date;
    if (!isNewSaid && message.seq >= newFrom) {
      found.push({ key: "new", isNew: true });
      isNewSaid = true;
    }
    found.push({ key: message.key || message.id, message });
  }
  for (const one of held) found.push({ key: one.key, held: one });
  // The same key as the message it becomes: the line stays the same element when it is acknowledged.
  for (const one of unsent) found.push({ key: one.key, unsent: one });
  return found;
}

export function messageLines(of: LinesOf, look: LinesLook, acts: LineActs): unknown {
  const all = lines(of, look.newFrom);
  return repeat(
    all,
    (line) => line.key,
    (line) => {
      if ("day" in line) return dayLine(line.day, line.date, look, acts);
      if ("isNew" in line)
        return html`<li class="new-since"><span>${t("New since you were here")}</span></li>`;
      if ("held" in line) return heldLine(line.held, look.me);
      if ("unsent" in line) return unsentLine(line.unsent, look, acts);
      const { message } = line;
      const name = look.names[message.author] ?? message.name;
      const isMuted = look.muted.includes(message.author);
      const isQuoteMuted = look.muted.includes(message.quote?.author ?? "");
      const seen = [
        message,
        name,
        isMuted,
        isQuoteMuted,
        look.mine[message.id],
        look.mayWrite,
        look.focus,
        look.small,
      ];
      return guard(seen, () => {
        const drawn = { ...message, name };
        return isMuted ? mutedLine(drawn, look, acts) : messageLine(drawn, look, acts);
      });
    },
  );
}

function dayLine(words: string, date: string, look: LinesLook, acts: LineActs): TemplateResult {
  if (look.small) return html`<li class="day">${words}</li>`;
  return html`<li class="day"><button class="button quiet" type="button" @click=${() => acts.otherDay(date)}>${words}${icon("chevron-down")}<span class="unseen">${t("Go to another day")}</span></button></li>`;
}

function namesIn(message: Said, look: LinesLook): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of message.mentions) {
    const name = look.names[id];
    if (name) found.set(id, name);
  }
  return found;
}

function bubble(message: Said, look: LinesLook, acts: LineActs): TemplateResult {
  if (message.gone) return html`<p class="bubble gone">${goneWords(message.gone)}</p>`;
  const { quote } = message;
  const isQuoteMuted = look.muted.includes(quote?.author ?? "");
  const url = `/conversations/${look.conversation}/messages/${quote?.id}/`;
  const hasBubble = quote || message.body;
  return html`${
    hasBubble
      ? html`<div class="bubble">${quote ? quoteOf(quote, url, isQuoteMuted, acts) : nothing}${message.body ? html`<div class="words" dir="auto">${words(message.body, namesIn(message, look), look.me)}</div>` : nothing}</div>`
      : nothing
  }${filesOf(message.files, message.name, acts)}`;
}

function messageLine(message: Said, look: LinesLook, acts: LineActs): TemplateResult {
  const isMine = message.author === look.me;
  const name = isMine ? t("You") : html`<bdi class="who">${message.name}</bdi>`;
  const classes = `message ${isMine ? "mine" : ""} ${message.id === look.focus ? "asked-for" : ""}`;
  return html`<li class=${classes} data-seq=${message.seq} data-id=${message.id} tabindex=${message.id === look.focus ? -1 : nothing}>
    ${face({ person: message.author, name: message.name }, "small")}
    <div>
      <header><b>${name}</b> <time datetime=${message.at}>${clock(new Date(message.at))}</time>${message.edited && !message.gone ? html`<span class="soft small">${t("Edited")}</span>` : nothing}${message.gone ? nothing : moreOf(message, look, acts)}</header>
      ${bubble(message, look, acts)}
      ${message.gone ? nothing : tagsOf(message, look.me, look.mayWrite, acts)}
      ${message.gone ? nothing : reactionsOf(message, look.mine[message.id] ?? [], look.mayWrite, acts)}
      ${look.small ? nothing : besideOf(message, acts)}
    </div>
  </li>`;
}

function moreOf(message: Said, look: LinesLook, acts: LineActs): TemplateResult {
  const opened = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    acts.more(message, event.currentTarget as HTMLElement);
  };
  const what = message.author === look.me ? t("your message") : t("{name}’s message", { name: message.name });
  return html`<a class="more" href="/conversations/${look.conversation}/messages/${message.id}/" aria-haspopup="dialog" @click=${opened}>${icon("ellipsis")}<span>${t("More")}</span><span class="unseen">${t("about {what}", { what })}</span></a>`;
}

function mutedLine(message: Said, look: LinesLook, acts: LineActs): TemplateResult {
  const whole = messageLine(message, look, acts);
  return html`<li class="muted-one"><details><summary>${t("From someone you muted or blocked.")} <span class="as-link">${t("Show")}</span></summary><ul>${whole}</ul></details></li>`;
}

function heldLine(one: Held, me: string): TemplateResult {
  return html`<li class="message mine waiting">
    ${face({ person: me, name: t("You") }, "small")}
    <div>
      <header><b>${t("You")}</b> <time datetime=${one.at}>${clock(new Date(one.at))}</time></header>
      <div class="bubble"><div class="words" dir="auto">${one.body}</div></div>
      <p class="tag wait-tag long-tag">${icon("clock")}<span>${t("Waits until someone on staff has looked at the link. Only you see it.")}</span></p>
    </div>
  </li>`;
}

function unsentLine(one: Unsent, look: LinesLook, acts: LineActs): TemplateResult {
  const url = `/conversations/${look.conversation}/messages/${one.quote?.id}/`;
  return html`<li class="message mine waiting">
    ${face({ person: look.me, name: t("You") }, "small")}
    <div>
      <header><b>${t("You")}</b> ${one.waits || one.problem ? nothing : html`<span class="soft">${t("Sending")}</span>`}</header>
      ${one.quote || one.body ? html`<div class="bubble">${one.quote ? quoteOf(one.quote, url, false, acts) : nothing}<div class="words" dir="auto">${one.body}</div></div>` : nothing}
      ${filesOf(one.files, t("You"), acts)}
      ${one.company ? html`<p class="tag warm-tag">${icon("users")}${t("Would like company")}</p>` : nothing}
      ${
        one.waits && !one.problem
          ? html`<p class="not-sent">${icon("wifi-off")}<span>${t("Not sent yet. It is kept here and goes out when you are connected again.")}</span>
        <button class="button quiet" type="button" @click=${acts.again}>${t("Try now")}</button></p>`
          : nothing
      }
      ${
        one.problem
          ? html`<p class="not-sent">${icon("circle-alert")}<span>${one.problem}</span>
        <button class="button quiet" type="button" @click=${() => acts.change(one.key)}>${t("Change it")}</button></p>`
          : nothing
      }
    </div>
  </li>`;
}
