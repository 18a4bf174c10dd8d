import { beforeEach, describe, expect, it } from "vitest";
import { start } from "./kept_words";

const form = (attributes = "") =>
  `<form method="post" action="/say" ${attributes}><textarea name="words"></textarea>
   <input type="password" name="secret" data-keep><input name="plain"></form>`;

function box(): HTMLTextAreaElement {
  const found = document.querySelector("textarea");
  if (!found) throw new Error("no box");
  return found;
}

function type(words: string, element: HTMLTextAreaElement | HTMLInputElement = box()): void {
  element.value = words;
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

function reload(arrived: boolean): void {
  document.body.innerHTML = form();
  start(sessionStorage, arrived);
}

beforeEach(() => {
  sessionStorage.clear();
  document.documentElement.dataset.person = "ruth";
  reload(true);
});

describe("unsent words", () => {
  it("come back after a reload, and on a later visit", () => {
    type("Mornings are hard");
    reload(false);
    expect(box().value).toBe("Mornings are hard");
    reload(true);
    expect(box().value).toBe("Mornings are hard");
  });

  it("don't overwrite what the server sent back", () => {
    type("old");
    document.body.innerHTML = form().replace("></textarea>", ">from the server</textarea>");
    start(sessionStorage, false);
    expect(box().value).toBe("from the server");
  });

  it("are dropped once they were sent and the next page came", () => {
    type("sent");
    box().form?.dispatchEvent(new Event("submit", { bubbles: true }));
    reload(true);
    expect(box().value).toBe("");
    expect(sessionStorage.length).toBe(0);
  });

  it("that were sent but never arrived are still there after Back", () => {
    type("lost on the way");
    box().form?.dispatchEvent(new Event("submit", { bubbles: true }));
    reload(false);
    expect(box().value).toBe("lost on the way");
  });

  it("survive a sign-in in between, but not another person's", () => {
    type("still here");
    delete document.documentElement.dataset.person;
    reload(true);
    expect(sessionStorage.length).toBe(1);
    document.documentElement.dataset.person = "sam";
    reload(true);
    expect(sessionStorage.length).toBe(0);
  });

  it("are forgotten when the person empties the box", () => {
    type("no");
    type("");
    expect(sessionStorage.length).toBe(0);
  });
});

describe("what is never kept", () => {
  it("is a password, a plain line, or a box that says no", () => {
    for (const input of document.querySelectorAll("input")) type("secret", input);
    box().dataset.keep = "no";
    type("not this");
    expect(sessionStorage.length).toBe(0);
  });
});
