// Small things that a conversation does: takes over from the plain page, sends a reaction, changes what was said.

import { t } from "../../../islands/i18n";
import { post } from "../../../islands/post";
import { toast } from "../../../islands/toasts";
import { dateOf } from "./conversation_days";
import { why } from "./conversation_fetch";
import type { ConversationState, Said } from "./conversation_state";
import type { ConversationStore } from "./conversation_store";
import type { Named } from "./conversation_unsent";

/** The state that came with the page, in the JSON script of that id. */
export function stateFrom(id: string): ConversationState | null {
  const script = id ? document.getElementById(id) : null;
  try {
    return JSON.parse(script?.textContent ?? "null") as ConversationState | null;
  } catch {
    return null; // then it is fetched
  }
}

/** What was written, ticked and chosen in the plain page's box, before this element was there. */
export interface Before {
  readonly words: string;
  readonly company: boolean;
  readonly files: readonly File[];
  readonly focused: boolean;
}

export function inside(element: Element): Before | null {
  const box = element.querySelector("textarea");
  return (
    box && {
      words: box.value,
      company: element.querySelector<HTMLInputElement>("input[name=company]")?.checked ?? false,
      files: [...(element.querySelector<HTMLInputElement>("input[type=file]")?.files ?? [])],
      focused: box === document.activeElement,
    }
  );
}

/** Reacts: seen at once, and taken back where it couldn't be done. */
export async function react(
  store: ConversationStore,
  message: Said,
  code: string,
  on: boolean,
): Promise<void> {
  const now = message.reactions[code] ?? 0;
  store.reacted(message.id, code, on, Math.max(0, now + (on ? 1 : -1)));
  const url = `/conversations/${store.conversation}/messages/${message.id}/react`;
  const answer = await post<{ error?: unknown }>(url, { code, on: on ? "1" : "" }, { retries: 1 });
  if (answer.ok) return;
  store.reacted(message.id, code, !on, now);
  toast(why(answer), { icon: "circle-alert" });
}

/** Changes what was said: the message as it stands then, or the sentence of what went wrong. */
export async function changeWords(
  conversation: string,
  message: string,
  body: string,
  mentions: readonly Named[],
): Promise<Said | string> {
  const url = `/conversations/${conversation}/messages/${message}/edit`;
  const fields = { body, mentions: mentions.map(({ id }) => id).join(",") };
  const answer = await post<Said & { error?: unknown }>(url, fields, { retries: 1 });
  if (answer.ok && answer.data) return answer.data;
  return answer.status === 0
    ? t("You are not connected. Your change is kept here; please save it again when you are.")
    : why(answer);
}

/** Whether it was said on that day (YYYY-MM-DD) or later. */
export function dateAtLeast(message: Said, date: string): boolean {
  return dateOf(new Date(message.at)) >= date;
}

/** Names by id: of everyone who said something here, then those that are `known` otherwise. */
export function namesIn(
  state: ConversationState,
  thread: ConversationState | null,
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const said = [...state.messages, ...(thread?.messages ?? [])];
  return { ...Object.fromEntries(said.map((one) => [one.author, one.name])), ...known };
}

/** Who types, in words. Nobody who is muted. */
export function typingLine(
  people: readonly string[],
  state: ConversationState,
  names: Readonly<Record<string, string>>,
): string {
  const [first, second] = people.filter((person) => !state.muted.includes(person));
  if (!first) return "";
  if (second) return t("Some people are typing");
  const name = names[first];
  return name ? t("{name} is typing", { name }) : t("Someone is typing");
}
