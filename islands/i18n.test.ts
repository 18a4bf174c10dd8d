import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { load, mine, t, tn, use } from "./i18n";

beforeEach(() => use({}, "en"));
afterEach(() => {
  delete document.documentElement.dataset.catalogue;
});

describe("sentences", () => {
  it("fall through to English, with their values filled in", () => {
    expect(t("Hello, {name}", { name: "Sam" })).toBe("Hello, Sam");
    expect(t("{who} and {other}", { who: "Ruth" })).toBe("Ruth and {other}");
  });

  it("come in the page's language, also when a value looks like a placeholder", () => {
    use({ "Hello, {name}": "Hola, {name}" }, "es");
    expect(t("Hello, {name}", { name: "{name}" })).toBe("Hola, {name}");
  });

  it("are picked from several languages, English where the reader's isn't among them", () => {
    const said = { en: "Hello", es: "Hola" };
    expect(mine(said)).toBe("Hello");
    use({}, "es");
    expect(mine(said)).toBe("Hola");
    expect(mine({ en: "Hello" })).toBe("Hello");
    expect(mine({})).toBeUndefined();
  });

  it("keep two uses of one English word apart by context", () => {
    use({ Leave: "Salir", "treatment\u0004Leave": "Dejar" }, "es");
    expect(t("Leave")).toBe("Salir");
    expect(t("Leave", {}, "treatment")).toBe("Dejar");
  });

  it("count: one, many, and the forms of the language", () => {
    expect(tn("{count} person", "{count} people", 1)).toBe("1 person");
    expect(tn("{count} person", "{count} people", 1200)).toBe("1,200 people");
    use({ "{count} person": ["{count} persona", "{count} personas"] }, "es");
    expect(tn("{count} person", "{count} people", 1)).toBe("1 persona");
    expect(tn("{count} person", "{count} people", 3)).toBe("3 personas");
  });

  it("an empty translation is a missing one", () => {
    use({ Hand: "" }, "es");
    expect(t("Hand")).toBe("Hand");
  });
});

describe("the catalogue", () => {
  it("is fetched only when the page names one", async () => {
    const fetched = vi
      .spyOn(globalThis, "fetch")
      .mockResolvedValue(Response.json({ catalog: { Hand: "Mano" } }));
    await load();
    expect(fetched).not.toHaveBeenCalled();
    document.documentElement.dataset.catalogue = "/i18n.json?for=es";
    await load();
    expect(t("Hand")).toBe("Mano");
  });

  it("that can't be had leaves English standing", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("offline"));
    document.documentElement.dataset.catalogue = "/i18n.json?for=es";
    await load();
    expect(t("Hand")).toBe("Hand");
  });
});
