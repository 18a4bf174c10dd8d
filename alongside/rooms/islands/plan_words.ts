/** What a plan comes to, and what a move would change, in words. Nothing here can hint at who is kept from whom. */

import { t, tn } from "../../../islands/i18n";
import type { Effect, PlanSummary } from "./types";
import { list, named } from "./words";

type Names = (id: string) => string;

export function planHeading(summary: PlanSummary | null): string {
  if (!summary) return t("Rooms for everyone who is here");
  if (summary.everyoneMeetsSomeoneNew) return t("Everyone meets someone new");
  if (summary.newPairs > 0) return t("Some meet someone new");
  return t("Everyone knows each other by now");
}

export function planSentence(summary: PlanSummary | null): string {
  if (!summary) return t("They are mixed anew each time. Nobody is placed by hand.");
  const { newPairs, pairs, warmOk, warmNeed } = summary;
  const met =
    newPairs === pairs
      ? pairs === 2
        ? t("Both pairs are new.")
        : tn("The one pair is new.", "All {count} pairs are new.", pairs)
      : tn("{fresh} of {count} pair is new.", "{fresh} of {count} pairs are new.", pairs, {
          fresh: newPairs,
        });
  if (!warmNeed) return met;
  const warm =
    warmOk === warmNeed
      ? tn(
          "Whoever asked for a familiar face has one.",
          "All {count} who asked for a familiar face have one.",
          warmNeed,
        )
      : t("{ok} of {need} who asked for a familiar face have one.", { ok: warmOk, need: warmNeed });
  return `${met} ${warm}`;
}

/** “Knows Maya. New to Sam and Lena. Four people.” */
export function effectWords(effect: Effect, name: Names): string {
  if (!effect.allowed && !effect.current) return t("Not possible.");
  const words: string[] = [];
  if (effect.current) words.push(t("Where they are now."));
  else if (effect.swapWith)
    words.push(t("Change places with {name}.", { name: named(name(effect.swapWith)) }));
  if (effect.knows.length) words.push(t("Knows {names}.", { names: list(effect.knows.map(name)) }));
  if (effect.newTo.length) words.push(t("New to {names}.", { names: list(effect.newTo.map(name)) }));
  words.push(tn("{count} person.", "{count} people.", effect.size));
  return words.join(" ");
}
