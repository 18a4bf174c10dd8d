/** The room's words: ways of being here, reactions, reasons for seats, lists of names, time left. */

import { t, tn } from "../../../islands/i18n";
import type { Card, PlacedWhy, Reaction, SeatReason, Way } from "./types";

export const WAYS: readonly Way[] = ["listening", "reacting", "chat", "hand", "voice", "camera"];
export const REACTIONS: readonly Reaction[] = ["heart", "nod", "with_you", "thanks", "smile"];

export function wayWord(way: Way): string {
  switch (way) {
    case "listening":
      return t("Listening");
    case "reacting":
      return t("Reacting");
    case "chat":
      return t("In chat");
    case "hand":
      return t("Hand");
    case "voice":
      return t("Voice");
    case "camera":
      return t("Camera");
  }
}

export function wayHint(way: Way): string {
  switch (way) {
    case "listening":
      return t("You hear and see. Nobody asks more.");
    case "reacting":
      return t("A heart or a nod, no words.");
    case "chat":
      return t("You type when you like.");
    case "hand":
      return t("You raise it, then you’re asked.");
    case "voice":
      return t("Your microphone is ready.");
    case "camera":
      return t("People see you too.");
  }
}

export const wayIcon: Readonly<Record<Way, string>> = {
  listening: "ear",
  reacting: "heart",
  chat: "message-square",
  hand: "hand",
  voice: "mic",
  camera: "video",
};

export function reactionWord(reaction: Reaction): string {
  switch (reaction) {
    case "heart":
      return t("Heart");
    case "nod":
      return t("Nod");
    case "with_you":
      return t("With you");
    case "thanks":
      return t("Thank you");
    case "smile":
      return t("Smile");
  }
}

export const reactionIcon: Readonly<Record<Reaction, string>> = {
  heart: "heart",
  nod: "check",
  with_you: "hand-heart",
  thanks: "sparkles",
  smile: "smile",
};

export function roleWord(role: string): string {
  switch (role) {
    case "counselor":
      return t("Counselor");
    case "director":
      return t("Director");
    case "mentor":
      return t("Mentor");
    case "host":
      return t("Host");
    default:
      return "";
  }
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** A name inside a sentence: one written right to left must not turn the words around it. */
export function named(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

const language = () => document.documentElement.lang || "en";

/** “Ruth, Sam and Theo”. */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(names.map(named));
}

/** “1st”, “2nd”: the place of a raised hand. */
export function place(index: number): string {
  const count = index + 1;
  const rule = new Intl.PluralRules("en", { type: "ordinal" }).select(count);
  if (rule === "one") return t("{count}st", { count });
  if (rule === "two") return t("{count}nd", { count });
  if (rule === "few") return t("{count}rd", { count });
  return t("{count}th", { count });
}

/** Whole seconds from `now` to `until`, never below zero. Both in milliseconds of the server's clock. */
export function secondsLeft(until: string | null, now: number): number {
  return until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) : 0;
}

/** “7 minutes”, and from the last minute on “40 seconds”. */
export function duration(seconds: number): string {
  if (seconds <= 0) return t("a moment");
  if (seconds > 60) return tn("{count} minute", "{count} minutes", Math.ceil(seconds / 60));
  return tn("{count} second", "{count} seconds", seconds);
}

/**
 * Why a seat: five words at most. Kinds are those of rooms/fitting.py: guide, familiar_face, new_to_all, new_to, knows.
 * Others say nothing. `others` is how many more sit in the room.
 */
export function reasonWords(reason: SeatReason, names: (id: string) => string, others: number): string {
  const who = reason.people.map(names).filter((name) => name !== "");
  switch (reason.kind) {
    case "guide":
      return who.length ? t("Guide · {reason}", { reason: lowered(newTo(who, others)) }) : t("Guide");
    case "familiar_face":
      return t("Familiar face: {name}", { name: named(who[0] ?? "") });
    case "new_to":
    case "new_to_all":
      return newTo(who, others);
    case "knows":
      if (who.length === 1) return t("Knows {name}", { name: named(who[0] ?? "") });
      return who.length === 2 ? t("Knows both") : t("Knows everyone here");
    default:
      return "";
  }
}

const lowered = (words: string) => words.charAt(0).toLocaleLowerCase(language()) + words.slice(1);

function newTo(who: readonly string[], others: number): string {
  if (who.length >= others && others > 1) {
    if (others === 2) return t("New to both");
    return t("New to everyone here");
  }
  if (who.length === 1) return t("New to {name}", { name: named(who[0] ?? "") });
  return tn("New to {count} person", "New to {count} people", who.length);
}

/** What a change of place is about, said once when it happens. */
export function placedWords(why: PlacedWhy, number: number | null): string {
  if (number === null) {
    switch (why) {
      case "returned":
        return t("Everyone is back in the main room.");
      case "alone":
        return t("You are in the main room again, so that nobody sits alone.");
      default:
        return t("You are in the main room.");
    }
  }
  switch (why) {
    case "alone":
      return t("You joined Room {number}, so that nobody sits alone.", { number });
    case "late":
      return t("You joined Room {number}. They have begun, and there is time.", { number });
    case "visit":
      return t("You are visiting Room {number}.", { number });
    default:
      return t("You are in Room {number}.", { number });
  }
}

export function nameOf(card: Card | undefined): string {
  return card?.name ?? t("Someone");
}
