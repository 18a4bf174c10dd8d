import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { said } from "./conversation_fakes";
import { type MessageAct, MessageMenu } from "./conversation_menu";

let acts: MessageAct[];
let posts: [string, Record<string, string>][];
let answer: () => Response;

async function menu(more: Partial<MessageMenu> = {}): Promise<MessageMenu> {
  const element = new MessageMenu();
  Object.assign(element, {
    conversation: "c",
    me: "me",
    report: "/safety/report/message/ID/",
    threads: true,
    ...more,
  });
  element.addEventListener("message-act", (event) => acts.push(event.detail));
  document.body.append(element);
  await element.updateComplete;
  return element;
}

const items = (element: Element) =>
  [...element.querySelectorAll(".menu-items :is(button, a)")].map((one) => one.textContent);

async function press(element: MessageMenu, words: string): Promise<void> {
  const all = [...element.querySelectorAll<HTMLElement>("dialog :is(button, a)")];
  all.find((one) => one.textContent?.trim() === words)?.click();
  await element.updateComplete;
}

beforeEach(() => {
  acts = [];
  posts = [];
  answer = () => Response.json(said(1));
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const { key, ...fields } = Object.fromEntries(
      [...(init.body as FormData)].map(([name, value]) => [name, String(value)]),
    );
    posts.push([url, fields]);
    return answer();
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("offers what one can do with someone else's message, and with one's own", async () => {
  const element = await menu();
  element.open(said(1), true);
  await element.updateComplete;
  expect(items(element)).toEqual(["Reply", "Reply in a thread", "Tell staff about this", "Report"]);
  expect(element.querySelector("a")?.getAttribute("href")).toBe("/safety/report/message/m1/");
  element.open(said(2, { author: "me" }), true);
  await element.updateComplete;
  expect(items(element)).toEqual(["Reply", "Reply in a thread", "Edit", "Take back"]);
});

it("lets who may only read report, hand on, and nothing else", async () => {
  const element = await menu();
  element.open(said(1), false);
  await element.updateComplete;
  expect(items(element)).toEqual(["Tell staff about this", "Report"]);
  expect(element.querySelector(".react-with")).toBeNull();
});

it("leads to muting or blocking someone, but not staff", async () => {
  const element = await menu({ between: "/me/boundaries/ID/", staff: "dana,ruth" });
  const links = async (author: string) => {
    element.open(said(1, { author }), true);
    await element.updateComplete;
    return [...element.querySelectorAll("a")].map((one) => [one.textContent, one.getAttribute("href")]);
  };
  expect((await links("sam"))[1]).toEqual(["Mute or block", "/me/boundaries/sam/?next=%2F"]);
  expect(await links("ruth")).toHaveLength(1);
  expect(await links("me")).toEqual([]);
});

it("opens its pages in a new window where this one mustn't be left", async () => {
  const element = await menu({ apart: true });
  element.open(said(1), true);
  await element.updateComplete;
  const report = element.querySelector("a");
  expect([report?.target, report?.textContent]).toEqual(["_blank", "Report (opens in a new window)"]);
});

it("hands to the conversation what happens there, and closes", async () => {
  const element = await menu({ mine: ["warm"] });
  const message = said(1);
  for (const words of ["Reply", "Reply in a thread", "Warm", "Thank you"]) {
    element.open(message, true);
    await element.updateComplete;
    await press(element, words);
    expect(element.querySelector("dialog")?.open).toBe(false);
  }
  expect(acts.map((one) => ("code" in one ? `${one.code} ${one.on}` : one.act))).toEqual([
    "reply",
    "beside",
    "warm false",
    "thanks true",
  ]);
});

it("takes back only after a question, and says what can't be done", async () => {
  const element = await menu();
  const known: string[] = [];
  element.addEventListener("message-known", (event) => known.push(event.detail.gone));
  element.open(said(2, { author: "me" }), true);
  await element.updateComplete;
  await press(element, "Take back");
  expect(posts).toEqual([]);
  answer = () => Response.json({ error: "This can’t be taken back any more." }, { status: 409 });
  await press(element, "Take it back");
  await vi.waitFor(() =>
    expect(element.querySelector("[role=alert]")?.textContent).toContain("can’t be taken back"),
  );
  answer = () => Response.json(said(2, { gone: "author", body: "" }));
  await press(element, "Take it back");
  await vi.waitFor(() => expect(known).toEqual(["author"]));
  expect(posts.at(-1)).toEqual(["/conversations/c/messages/m2/take-back", {}]);
  expect(element.querySelector("dialog")?.open).toBe(false);
});

it("hands on to who is on call in two taps, and says that they were told", async () => {
  const element = await menu();
  element.open(said(1), true);
  await element.updateComplete;
  await press(element, "Tell staff about this");
  await press(element, "Tell them");
  await vi.waitFor(() => expect(element.textContent).toContain("Whoever is on call was told."));
  expect(posts).toEqual([["/conversations/c/messages/m1/hand-over", {}]]);
});

it("asks by when someone answers", async () => {
  const element = await menu();
  element.ask("take", said(1));
  await element.updateComplete;
  expect(element.querySelector("h2")?.textContent).toBe("When will you answer Sam?");
  const tonight = element.querySelector<HTMLInputElement>("input[value=tonight]");
  if (tonight) tonight.checked = true;
  element.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await vi.waitFor(() => expect(posts).toEqual([["/conversations/c/messages/m1/take", { by: "tonight" }]]));
});
