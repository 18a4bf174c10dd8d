// The lines of a conversation, as conversations/parts/messages.html draws them: days, messages, and what isn't sent yet.

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { face } from "../../../islands/face";
import { clock, t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import type { Said } from "./conversation_state";
import type { Unsent } from "./conversation_unsent";

export interface UnsentActs {
  again(): void;
  change(key: string): void;
}

type Line =
  | { readonly key: string; readonly day: string }
  | { readonly key: string; readonly message: Said }
  | { readonly key: string; readonly unsent: Unsent };

export function day(moment: Date, now: Date = new Date()): string {
  const language = document.documentElement.lang || "en";
  if (moment.toDateString() === now.toDateString()) return t("Today");
  return moment.toLocaleDateString(language, { weekday: "long", month: "long", day: "numeric" });
}

function lines(messages: readonly Said[], unsent: readonly Unsent[]): Line[] {
  const found: Line[] = [];
  let last = "";
  for (const message of messages) {
    const moment = new Date(message.at);
    const date = moment.toDateString();
    if (date !== last) found.push({ key: `day ${date}`, day: day(moment) });
    last = date;
    found.push({ key: message.key || message.id, message });
  }
  // The same key as the message it becomes: the line stays the same element when it is acknowledged.
  for (const one of unsent) found.push({ key: one.key, unsent: one });
  return found;
}

export function messageLines(
  messages: readonly Said[],
  unsent: readonly Unsent[],
  me: string,
  acts: UnsentActs,
  names: Readonly<Record<string, string>> = {},
): unknown {
  return repeat(
    lines(messages, unsent),
    (line) => line.key,
    (line) => {
      if ("day" in line) return html`<li class="day">${line.day}</li>`;
      if ("message" in line) {
        const { message } = line;
        return messageLine({ ...message, name: names[message.author] ?? message.name }, me);
      }
      return unsentLine(line.unsent, me, acts);
    },
  );
}

function messageLine(message: Said, me: string): TemplateResult {
  const isMine = message.author === me;
  const name = isMine ? t("You") : html`<bdi class="who">${message.name}</bdi>`;
  return html`<li class="message ${isMine ? "mine" : ""}" data-seq=${message.seq}>
    ${face({ person: message.author, name: message.name }, "small")}
    <div>
      <header><b>${name}</b> <time datetime=${message.at}>${clock(new Date(message.at))}</time></header>
      <div class="bubble" dir="auto">${message.body}</div>
    </div>
  </li>`;
}

function unsentLine(one: Unsent, me: string, acts: UnsentActs): TemplateResult {
  return html`<li class="message mine waiting">
    ${face({ person: me, name: t("You") }, "small")}
    <div>
      <header><b>${t("You")}</b> ${one.waits || one.problem ? nothing : html`<span class="soft">${t("Sending")}</span>`}</header>
      <div class="bubble" dir="auto">${one.body}</div>
      ${
        one.waits && !one.problem
          ? html`<p class="not-sent">${icon("wifi-off")}<span>${t("Not sent yet. It goes out when you are connected again.")}</span>
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
