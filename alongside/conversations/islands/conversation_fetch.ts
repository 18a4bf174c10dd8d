// Asking the pages for JSON, and what their refusals say.

import { t } from "../../../islands/i18n";
import type { Answer } from "../../../islands/post";

/** The server answered, with a refusal. Where nothing came back at all it is another error. */
export class NotGiven extends Error {}

export async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(10_000),
  });
  if ([401, 403, 404, 410].includes(response.status)) throw new NotGiven(`${url}: ${response.status}`);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

/** What the server said, or what happened, as a sentence. */
export function why(answer: Answer<{ error?: unknown; detail?: unknown; sentence?: unknown }>): string {
  const said = [answer.data?.error, answer.data?.detail, answer.data?.sentence].find(
    (each) => typeof each === "string" && each.includes(" "),
  );
  if (typeof said === "string") return said;
  if (answer.status === 0)
    return t("You are not connected. Nothing was changed. Please try again when you are.");
  return t("That didn’t work. Nothing was changed. Please try again.");
}
