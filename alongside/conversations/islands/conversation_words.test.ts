import { render } from "lit";
import { expect, it } from "vitest";
import { pieces, words } from "./conversation_words";

const links = (body: string) => pieces(body).flatMap((piece) => ("href" in piece ? [piece.text] : []));

it("makes links of web addresses, without the sentence around them", () => {
  expect(
    links("Look: https://example.org/a_(b). And (http://example.org/x), or https://example.org/?q=1!"),
  ).toEqual(["https://example.org/a_(b)", "http://example.org/x", "https://example.org/?q=1"]);
});

it.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "https://bank.example@evil.example/",
  "https://localhost/admin",
  "ftp://example.org",
  "https://",
  "example.org",
])("leaves %s as words", (body) => {
  expect(links(body)).toEqual([]);
  expect(
    pieces(body)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(body);
});

it("ends a link where the direction of the text is turned", () => {
  expect(links("https://example.org/a\u202Egpj.exe")).toEqual(["https://example.org/a"]);
});

it("loses no character, whatever stands around", () => {
  const body = "a https://example.org. @Sam\n<b>שלום</b> https://x.example/(y))";
  const all = pieces(body, new Map([["s", "Sam"]]));
  expect(all.map((piece) => piece.text).join("")).toBe(body);
});

it("marks who is mentioned, the longer name first, and never in a link", () => {
  const names = new Map([
    ["s", "Sam"],
    ["l", "Sam Lee"],
  ]);
  const found = pieces("Hi @sam lee and @Sam, see https://example.org/@Sam", names);
  expect(found.flatMap((piece) => ("mention" in piece ? [[piece.mention, piece.text]] : []))).toEqual([
    ["l", "@sam lee"],
    ["s", "@Sam"],
  ]);
});

it("draws words as words", () => {
  const box = document.createElement("div");
  render(words('<img src=x onerror=alert(1)> https://example.org/"onclick=1', new Map(), "me"), box);
  expect(box.querySelector("img")).toBeNull();
  const link = box.querySelector("a");
  expect(link?.getAttribute("href")).toBe("https://example.org/");
  expect(link?.rel).toBe("noopener noreferrer nofollow ugc");
});
