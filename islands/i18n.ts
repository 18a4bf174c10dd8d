// Every sentence a script shows goes through here: t("Hello, {name}", { name }).
// The English sentence is the key; what the catalogue doesn't know falls through to English.

type Words = Record<string, string | string[]>;
export type Values = Readonly<Record<string, string | number>>;

const CONTEXT = "\u0004"; // gettext's separator between a context and the sentence
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"]; // gettext numbers a language's forms in this order
let words: Words = {};
let language = "en";

/** Takes the catalogue over: at page start, and in tests. */
export function use(catalogue: Words, code: string): void {
  words = catalogue;
  language = code;
}

/** Fetches the page's catalogue when its language isn't English. Never fails: English is better than nothing. */
export async function load(page: HTMLElement = document.documentElement): Promise<void> {
  const url = page.dataset.catalogue;
  language = page.lang || "en";
  if (!url) return;
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    if (response.ok) use(((await response.json()) as { catalog: Words }).catalog, language);
  } catch {
    // offline: the English sentences stand
  }
}

function filled(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

/** The sentence in the page's language. `context` tells two uses of one English word apart. */
export function t(sentence: string, values: Values = {}, context = ""): string {
  const found = words[context ? context + CONTEXT + sentence : sentence];
  return filled((Array.isArray(found) ? found[0] : found) || sentence, values);
}

/** One or many: tn("{count} person", "{count} people", 3). The number is there as {count}. */
export function tn(one: string, many: string, count: number, values: Values = {}): string {
  const forms = words[one];
  const all = { count, ...values };
  if (!Array.isArray(forms)) return filled(count === 1 ? one : many, all);
  const rules = new Intl.PluralRules(language);
  const known = new Set<string>(rules.resolvedOptions().pluralCategories);
  const place = CATEGORIES.filter((each) => known.has(each)).indexOf(rules.select(count));
  return filled(forms[Math.min(place, forms.length - 1)] || (count === 1 ? one : many), all);
}

/** What is for this reader of something that came in several languages (`{ en: …, es: … }`); English where theirs isn't. */
export function mine<T>(said: Readonly<Record<string, T>>): T | undefined {
  return said[language] ?? said.en;
}

/** The time of day in the zone the reader lives by (`<html data-zone>`), written as the pages write it. */
export function clock(moment: Date, zone = document.documentElement.dataset.zone): string {
  const shown = moment.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", timeZone: zone });
  return language === "en" ? shown.replace(/\sAM$/u, " a.m.").replace(/\sPM$/u, " p.m.") : shown;
}
