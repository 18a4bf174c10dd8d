// The words of a message with what can be followed in them: addresses of the web as links, names that are mentioned.
// Everything else stays text. A link shows its whole address, so that it can't say one thing and lead to another.

import { html, nothing, type TemplateResult } from "lit";

export type Piece =
  | { readonly text: string }
  | { readonly text: string; readonly href: string }
  | { readonly text: string; readonly mention: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”«»‹›`\p{Cc}\p{Bidi_Control}]+/giu;
const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Without the full stop or the bracket that belongs to the sentence around it. */
function trimmed(found: string): string {
  let text = found;
  for (;;) {
    const last = text.at(-1) ?? "";
    const opening = CLOSING[last];
    const isBalanced = opening && text.split(last).length <= text.split(opening).length;
    if (!(/[.,;:!?'’…]/u.test(last) || (opening && !isBalanced))) return text;
    text = text.slice(0, -1);
  }
}

/** The address as a browser would follow it; empty where it shouldn't: another protocol, or a name before the host. */
function followed(text: string): string {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    return isWeb && url.hostname.includes(".") && !url.username && !url.password ? url.href : "";
  } catch {
    return "";
  }
}

function withMentions(text: string, names: ReadonlyMap<string, string>): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  // Longer names first, so that “@Sam Lee” isn’t taken for “@Sam”.
  const longest = [...names].sort(([, one], [, other]) => other.length - one.length);
  const next = () => {
    let found: { at: number; id: string; text: string } | null = null;
    for (const [id, name] of longest) {
      const at = rest.toLowerCase().indexOf(`@${name.toLowerCase()}`);
      if (at < 0 || (found && at >= found.at)) continue;
      found = { at, id, text: rest.slice(at, at + name.length + 1) };
    }
    return found;
  };
  for (let found = next(); found; found = next()) {
    if (found.at) pieces.push({ text: rest.slice(0, found.at) });
    pieces.push({ text: found.text, mention: found.id });
    rest = rest.slice(found.at + found.text.length);
  }
  if (rest) pieces.push({ text: rest });
  return pieces;
}

/** `body` in pieces. `names`: who is mentioned in it, id to name. */
export function pieces(body: string, names: ReadonlyMap<string, string> = new Map()): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of body.matchAll(ADDRESS)) {
    const text = trimmed(match[0]);
    const href = followed(text);
    if (!href) continue;
    found.push(...withMentions(body.slice(from, match.index), names), { text, href });
    from = match.index + text.length;
  }
  found.push(...withMentions(body.slice(from), names));
  return found;
}

export function words(
  body: string,
  names: ReadonlyMap<string, string> = new Map(),
  me = "",
): readonly (TemplateResult | string)[] {
  return pieces(body, names).map((piece) => {
    if ("href" in piece)
      return html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow ugc"><bdi>${piece.text}</bdi></a>`;
    if ("mention" in piece)
      return html`<span class="mention ${piece.mention === me ? "is-me" : nothing}"><bdi>${piece.text}</bdi></span>`;
    return piece.text;
  });
}
