import { afterEach, expect, it } from "vitest";
import "./zone_first";

afterEach(() => document.body.replaceChildren());

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function place(options: string): HTMLSelectElement {
  const holder = document.createElement("div");
  holder.innerHTML = `<al-zone-first><select>${options}</select></al-zone-first>`;
  document.body.append(holder);
  return holder.querySelector("select") as HTMLSelectElement;
}

const listed = `<optgroup label="Mars"><option value="Mars/Base">Base</option></optgroup><optgroup label="Here"><option value="${zone}">Home</option></optgroup>`;

it("offers this device's zone first, and chooses nothing", () => {
  const select = place(`<option value="">The program's</option>${listed}`);
  expect([...select.querySelectorAll("option")].map((option) => option.value)).toEqual([
    "",
    zone,
    "Mars/Base",
    zone,
  ]);
  expect([select.value, select.options[1]?.text]).toEqual(["", "Home"]);
  expect(place(listed.replace('"Mars/Base"', '"Mars/Base" selected')).value).toBe("Mars/Base");
});

it("offers nothing that isn't in the list", () => {
  expect(place('<option value="Mars/Base">Base</option>').options).toHaveLength(1);
});
