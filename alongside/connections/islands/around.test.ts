import { afterEach, expect, it } from "vitest";
import "./around";
import type { Around } from "./around";
import { HEIGHT, layout, MIDDLE, type Near, short, WIDTH } from "./around_layout";

const near = (n: number): Near[] =>
  Array.from({ length: n }, (_, i) => ({
    person: `p${i}`,
    name: `Name ${i}`,
    ring: 1 + (i % 3),
    line: 1,
    words: "",
  }));

async function drawn(n: number): Promise<Around> {
  const rows = near(n).map(
    (one) => `<li id="around-${one.person}" data-around data-person="${one.person}" data-name="${one.name}"
      data-ring="${one.ring}" data-line="2"><small>A small room</small><a href="/talk/to/${one.person}/">Write</a></li>`,
  );
  document.body.innerHTML = `<al-around hidden data-list="list" data-most="8"><h2>As a picture</h2><ul data-after></ul></al-around><ul id="list">${rows.join("")}</ul>`;
  const element = document.querySelector("al-around") as Around;
  await element.updateComplete;
  return element;
}

afterEach(() => {
  document.body.innerHTML = "";
});

it("places everyone inside the picture, apart, by closeness, and always the same", () => {
  for (let n = 1; n <= 8; n++) {
    const placed = layout(near(n));
    expect(placed).toEqual(layout(near(n)));
    expect(new Set(placed.map((one) => one.person)).size).toBe(n);
    for (const [i, one] of placed.entries()) {
      expect(one.x - one.r).toBeGreaterThan(0);
      expect(one.x + one.r).toBeLessThan(WIDTH);
      expect(one.y - one.r).toBeGreaterThan(0);
      expect(one.y + one.r + 20).toBeLessThan(HEIGHT);
      for (const other of placed.slice(i + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.r + other.r);
    }
    const away = (ring: number) =>
      placed.filter((one) => one.ring === ring).map((one) => Math.hypot(one.x - MIDDLE.x, one.y - MIDDLE.y));
    if (n >= 3) expect(Math.max(...away(1))).toBeLessThan(Math.min(...away(3)));
  }
});

it("draws the list it is given, with its words, and keeps what it holds", async () => {
  const element = await drawn(12);
  expect(element.hidden).toBe(false);
  expect([...element.children].map((each) => each.localName)).toEqual(["h2", "svg", "ul"]);
  const links = [...element.querySelectorAll("svg a")];
  expect(links).toHaveLength(8);
  expect(links[0]?.getAttribute("aria-label")).toBe("Name 0. A small room");
  expect(element.querySelectorAll(".tie.t2")).toHaveLength(8);
});

it("stays hidden where nobody is on the list", async () => {
  expect((await drawn(0)).hidden).toBe(true);
});

it("is one stop for the tab key, goes round by arrows, and leads to the list", async () => {
  const element = await drawn(4);
  const stops = () => [...element.querySelectorAll("svg a")].map((one) => one.getAttribute("tabindex"));
  const press = async (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    element.querySelector("svg")?.dispatchEvent(event);
    await element.updateComplete;
    return event.defaultPrevented;
  };
  expect(stops()).toEqual(["0", "-1", "-1", "-1"]);
  await press("ArrowRight");
  expect(stops()).toEqual(["-1", "0", "-1", "-1"]);
  await press("Home");
  await press("ArrowUp");
  expect(stops()).toEqual(["-1", "-1", "-1", "0"]);
  await press("ArrowDown");
  await press("End");
  expect(stops()[3]).toBe("0");
  expect(await press("a")).toBe(false);
  const link = element.querySelector('svg a[href="#around-p2"]');
  link?.dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
  expect(document.activeElement?.getAttribute("href")).toBe("/talk/to/p2/");
});

it("cuts a long name for the picture alone", () => {
  expect(short("Ruth")).toBe("Ruth");
  expect(short("Dana Whitfield")).toBe("Dana");
  expect(short("Bartholomews of York")).toBe("Bartholome…");
});
