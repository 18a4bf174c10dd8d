import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Composer } from "./conversation_composer";
import { said, written } from "./conversation_fakes";
import type { Written } from "./conversation_unsent";

let sent: Written[];
let server: (url: string, init?: RequestInit) => Promise<Response>;

async function box(more: Partial<Composer> = {}): Promise<Composer> {
  const element = new Composer();
  Object.assign(element, {
    conversation: "c",
    me: "me",
    company: true,
    files: true,
    whoReads: "We read this.",
    ...more,
  });
  element.addEventListener("composer-send", (event) => sent.push(event.detail));
  document.body.append(element);
  await element.updateComplete;
  return element;
}

const area = (element: Composer) => element.querySelector("textarea") as HTMLTextAreaElement;

async function type(element: Composer, words: string): Promise<void> {
  area(element).value = words;
  area(element).setSelectionRange(words.length, words.length);
  area(element).dispatchEvent(new Event("input", { bubbles: true }));
  await element.updateComplete;
}

async function press(element: Composer, key: string): Promise<void> {
  area(element).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await element.updateComplete;
}

function button(element: Element, words: string): HTMLButtonElement {
  const found = [...element.querySelectorAll("button")].find((one) => one.textContent?.includes(words));
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(() => {
  localStorage.clear();
  sent = [];
  server = async () => Response.json({});
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => server(url, init));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("keeps everything of a draft over a dead battery, and forgets it once it is sent", async () => {
  const first = await box();
  first.reply(said(1, { body: "Hello" }));
  await type(first, "Hi Sam");
  const check = first.querySelector<HTMLInputElement>(".check input");
  if (check) check.checked = true;
  check?.dispatchEvent(new Event("change"));
  first.remove();
  const again = await box();
  expect(area(again).value).toBe("Hi Sam");
  expect(again.querySelector(".answering")?.textContent).toContain("You answer Sam:");
  await press(again, "Enter");
  const quote = { id: "m1", author: "sam", name: "Sam", body: "Hello", gone: "" } as const;
  expect(sent).toEqual([written("Hi Sam", { quote, company: true })]);
  again.remove();
  const empty = await box();
  expect([area(empty).value, empty.querySelector(".answering")]).toEqual(["", null]);
});

it("keeps drafts of different places and people apart", async () => {
  await type(await box(), "Here");
  expect(area(await box({ thread: "m1" })).value).toBe("");
  expect(area(await box({ me: "sam" })).value).toBe("");
  expect(area(await box()).value).toBe("Here");
});

it("empties the box when another window has sent it, but not what was written since", async () => {
  const element = await box();
  await type(element, "Sent elsewhere");
  localStorage.removeItem("here:me:draft:c::");
  window.dispatchEvent(new StorageEvent("storage", { key: "here:me:draft:c::" }));
  expect(area(element).value).toBe("");
});

it("changes a message, keeps what stood in the box, and the change itself while there is no network", async () => {
  const element = await box();
  await type(element, "Half a thought");
  const before = said(4, { author: "me", body: "Old words" });
  element.edit(before);
  await element.updateComplete;
  expect(area(element).value).toBe("Old words");
  await type(element, "New words");
  server = async () => {
    throw new TypeError("no network");
  };
  vi.useFakeTimers();
  await press(element, "Enter");
  await vi.advanceTimersByTimeAsync(1000);
  await element.updateComplete;
  expect(element.querySelector(".field-error")?.textContent).toContain("You are not connected.");
  expect(area(element).value).toBe("New words");
  vi.useRealTimers();
  const known: unknown[] = [];
  element.addEventListener("message-known", (event) => known.push(event.detail.body));
  server = async () => Response.json({ ...before, body: "New words" });
  await press(element, "Enter");
  await vi.waitFor(() => expect(known).toEqual(["New words"]));
  expect(area(element).value).toBe("Half a thought");
  expect(sent).toEqual([]);
});

it("leaves an answer or a change with Escape, without losing words", async () => {
  const element = await box();
  element.reply(said(1));
  await type(element, "Words");
  await press(element, "Escape");
  expect([area(element).value, element.querySelector(".answering")]).toEqual(["Words", null]);
  element.edit(said(2, { author: "me", body: "Mine" }));
  await press(element, "Escape");
  expect(area(element).value).toBe("Words");
});

it("names someone by keyboard alone, and says so to who can't see the list", async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  server = async (url) => {
    asked.push(url);
    return Response.json({
      people: [
        { id: "p1", name: "Sam" },
        { id: "p2", name: "Samira" },
      ],
    });
  };
  const element = await box();
  await type(element, "Hi @sa");
  await vi.advanceTimersByTimeAsync(200);
  await element.updateComplete;
  expect(asked).toEqual(["/conversations/c/people?q=sa"]);
  const options = () => [...element.querySelectorAll("[role=option]")];
  expect(options().map((one) => one.getAttribute("aria-selected"))).toEqual(["true", "false"]);
  expect(element.querySelector("[role=status]")?.textContent).toContain("2 people");
  await press(element, "ArrowDown");
  expect(area(element).getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
  await press(element, "Enter");
  expect([area(element).value, options().length]).toEqual(["Hi @Samira ", 0]);
  await type(element, "Hi @Samira how are you");
  await press(element, "Enter");
  expect(sent[0]?.mentions).toEqual([{ id: "p2", name: "Samira" }]);
});

it("says who reads it, and whether phrases there alert staff", async () => {
  const reads = async (phrases: string) => (await box({ phrases })).querySelector(".who-reads")?.textContent;
  expect(await reads("on")).toBe("We read this. Phrases that bring help alert staff.");
  expect(await reads("off")).toBe("We read this. Phrases that bring help alert nobody here.");
  expect(await reads("")).toBe("We read this.");
});

it("sends nothing while a file is on its way, and names it once it is here", async () => {
  const element = await box();
  const file = {
    id: "f1",
    kind: "file",
    name: "a.txt",
    type: "text/plain",
    bytes: 9,
    width: 0,
    height: 0,
    seconds: 0,
    url: "",
    small: "",
  };
  let answer: () => void = () => {};
  class Request extends EventTarget {
    upload = {};
    status = 200;
    responseText = JSON.stringify(file);
    onload: () => void = () => {};
    open(): void {}
    setRequestHeader(): void {}
    abort(): void {}
    send(): void {
      answer = () => this.onload();
    }
  }
  vi.stubGlobal("XMLHttpRequest", Request);
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { value: [new File(["words"], "a.txt", { type: "text/plain" })] });
  input?.dispatchEvent(new Event("change"));
  await element.updateComplete;
  await press(element, "Enter");
  expect(sent).toEqual([]);
  await vi.waitFor(() => expect(element.querySelector("progress")).not.toBeNull());
  await type(element, "See this");
  await press(element, "Enter");
  expect(element.querySelector(".field-error")?.textContent).toContain("still on its way");
  await vi.waitFor(() => answer());
  await vi.waitFor(() => expect(element.querySelector(".attached")?.textContent).toContain("a.txt"));
  button(element, "Send").click();
  element.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  expect(sent.map((one) => one.files.map(({ id }) => id))).toEqual([["f1"]]);
});
