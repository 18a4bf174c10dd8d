import { afterEach, expect, it } from "vitest";
import "./here";

afterEach(() => {
  document.body.innerHTML = "";
});

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function place(options: string): HTMLSelectElement {
  const holder = document.createElement("div");
  holder.innerHTML = `<al-here><select data-here="zone"><option value="">The program's</option>${options}</select></al-here>`;
  document.body.append(holder);
  return document.querySelector("select") as HTMLSelectElement;
}

it("chooses this device's zone where none is chosen", () => {
  expect(place(`<option value="Mars/Base">Mars</option><option value="${zone}">Here</option>`).value).toBe(
    zone,
  );
});

it("leaves a choice alone", () => {
  expect(
    place(`<option value="Mars/Base" selected>Mars</option><option value="${zone}">Here</option>`).value,
  ).toBe("Mars/Base");
});

it("chooses nothing that isn't in the list", () => {
  expect(place(`<option value="Mars/Base">Mars</option>`).value).toBe("");
});
