// Days as the reader's calendar has them (`<html data-zone>`), and their names.

import { t } from "../../../islands/i18n";

const dates = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD on the reader's calendar. */
export function dateOf(moment: Date, zone = document.documentElement.dataset.zone): string {
  const name = zone ?? "";
  let format = dates.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      ...(zone ? { timeZone: zone } : {}),
    });
    dates.set(name, format);
  }
  return format.format(moment);
}

export function day(moment: Date, now: Date = new Date()): string {
  const language = document.documentElement.lang || "en";
  const { zone } = document.documentElement.dataset;
  const date = dateOf(moment);
  if (date === dateOf(now)) return t("Today");
  if (date === dateOf(new Date(now.getTime() - 86_400_000))) return t("Yesterday");
  const year = date.slice(0, 4) === dateOf(now).slice(0, 4) ? {} : ({ year: "numeric" } as const);
  const written = { weekday: "long", month: "long", day: "numeric", timeZone: zone, ...year } as const;
  return moment.toLocaleDateString(language, written);
}
