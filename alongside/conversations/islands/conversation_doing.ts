// Small things that <al-conversation> does: takes over from the plain page, and sends a reaction.

import { t } from "../../../islands/i18n";
import { post } from "../../../islands/post";
import { dateOf } from "./conversation_days";
import { why } from "./conversation_fetch";
import type { ConversationState, Said } from "./conversation_state";

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

/** The sentence of what went wrong; empty when it is done. */
export async function react(
  conversation: string,
  message: string,
  code: string,
  on: boolean,
): Promise<string> {
  const url = `/conversations/${conversation}/messages/${message}/react`;
  const answer = await post<{ error?: unknown }>(url, { code, on: on ? "1" : "" }, { retries: 1 });
  return answer.ok ? "" : why(answer);
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
