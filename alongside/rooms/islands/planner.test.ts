import { beforeEach, describe, expect, it, vi } from "vitest";
import { attendee, event, plan, server, shown, staffState, words, world } from "./fakes";
import type { PlanRooms } from "./plan_rooms";
import { effectWords, planHeading, planSentence } from "./plan_words";
import type { Planner } from "./planner";
import { RoomStore } from "./room_store";
import type { Effect, RoomState } from "./types";
import { reasonWords } from "./words";
import "./planner";

const names = (id: string) => id.charAt(0).toUpperCase() + id.slice(1);

async function storeWith(state: RoomState): Promise<RoomStore> {
  const parts = world();
  const store = new RoomStore(
    "/sessions/m1/",
    (events) => parts.makeLink(events),
    async () => ({ status: 200, state }),
  );
  await store.refetch();
  return store;
}

async function settled(planner: Planner): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((resume) => setTimeout(resume));
    await planner.updateComplete;
    await planner.querySelector<PlanRooms>("al-plan-rooms")?.updateComplete;
  }
}

function click(root: Element, text: string): void {
  const button = [...root.querySelectorAll("button")].find((one) => words(one).includes(text));
  if (!button) throw new Error(`no button “${text}” in: ${words(root)}`);
  button.click();
}

beforeEach(() => {
  document.body.replaceChildren();
});

describe("the words of a plan", () => {
  it("give every seat a reason of at most five words", () => {
    const reasons = [
      { kind: "guide", people: ["theo"] },
      { kind: "familiar_face", people: ["ruth"] },
      { kind: "new_to_all", people: ["ruth", "sam"] },
      { kind: "new_to", people: ["lena"] },
      { kind: "knows", people: ["maya"] },
      { kind: "knows", people: ["maya", "sam", "ruth"] },
      { kind: "something from a later version", people: ["maya"] },
    ];
    const said = reasons.map((reason) => reasonWords(reason, names, 2));
    expect(said).toEqual([
      "Guide · new to Theo",
      "Familiar face: Ruth",
      "New to both",
      "New to Lena",
      "Knows Maya",
      "Knows everyone here",
      "",
    ]);
    for (const words of said) expect(words.replace("· ", "").split(" ").length).toBeLessThanOrEqual(5);
  });

  it("sum the plan up", () => {
    const { summary } = plan();
    if (!summary) throw new Error("the plan of a group sums itself up");
    expect(planHeading(summary)).toBe("Everyone meets someone new");
    expect(planSentence(summary)).toBe("2 of 3 pairs are new. Whoever asked for a familiar face has one.");
    expect(planSentence({ ...summary, newPairs: 3, warmNeed: 0 })).toBe("All 3 pairs are new.");
  });

  it("say of a move that can't be nothing but that", () => {
    const effect: Effect = {
      room: 1,
      id: "s1",
      knows: ["ruth"],
      newTo: [],
      size: 3,
      swapWith: null,
      allowed: false,
      current: false,
    };
    expect(effectWords(effect, names)).toBe("Not possible.");
    expect(effectWords({ ...effect, allowed: true, swapWith: "theo" }, names)).toBe(
      "Change places with Theo. Knows Ruth. 3 people.",
    );
  });
});

describe("<al-planner>", () => {
  it("plans at once when there is no plan yet, and looks on while there may be better", async () => {
    let looks = 0;
    const { posts } = server((url) => {
      if (url.endsWith("/better")) looks += 1;
      return plan({ searching: looks < 2 });
    });
    const planner = await shown<Planner>("al-planner", {
      store: await storeWith(staffState()),
    });
    await settled(planner);
    expect(posts.map((one) => one.verb)).toEqual(["plan", "better", "better"]);
    expect(posts[0]?.fields).toMatchObject({ minutes: "10", low: "2", high: "3" });
    expect(words(planner)).toContain("Open 2 rooms");
    expect(words(planner)).not.toContain("Still looking");
  });

  it("keeps a plan that is there, and opens it", async () => {
    const { posts } = server(() => plan({ phase: "opening" }));
    const store = await storeWith(staffState({}, { plan: plan() }));
    const planner = await shown<Planner>("al-planner", { store });
    await settled(planner);
    expect(posts).toEqual([]);
    expect(words(planner)).toContain("Familiar face: Maya");
    const back = vi.fn();
    planner.addEventListener("room-wish", back);
    click(planner, "Open 2 rooms");
    await settled(planner);
    expect(posts.map((one) => [one.verb, one.fields.round])).toEqual([["open", "r1"]]);
    expect(back).toHaveBeenCalledOnce();
  });

  it("begins anew when nobody of the plan is left", async () => {
    const { posts } = server(() => plan());
    const store = await storeWith(staffState({}, { plan: plan({ rooms: [] }) }));
    await settled(await shown<Planner>("al-planner", { store }));
    expect(posts.map((one) => one.verb)).toEqual(["plan"]);
  });

  it("says what can't be seated, and keeps the choices", async () => {
    const error = "5 people can’t be seated in rooms of this size. Try another size.";
    server(() => ({ status: 422, error, field: "low" }));
    const planner = await shown<Planner>("al-planner", {
      store: await storeWith(staffState()),
    });
    await settled(planner);
    expect(words(planner.querySelector("[role=alert]") as Element)).toBe(error);
    expect(planner.querySelector("#plan-size")).not.toBeNull();
  });

  it("waits for people when there are too few", async () => {
    const { posts } = server(() => plan());
    const alone = staffState();
    const store = await storeWith({
      ...alone,
      room: { ...alone.room, people: alone.room.people.slice(0, 2) },
    });
    const planner = await shown<Planner>("al-planner", { store });
    await settled(planner);
    expect(posts).toEqual([]);
    expect(words(planner)).toContain("at least two people");
  });

  it("names who came in after the plan was made", async () => {
    server(() => plan());
    const base = staffState({}, { plan: plan() });
    const people = [...base.room.people, attendee("Walt")];
    const store = await storeWith({ ...base, room: { ...base.room, people } });
    const planner = await shown<Planner>("al-planner", { store });
    await settled(planner);
    expect(words(planner)).toContain("Walt came in since.");
  });

  it("takes a better plan of a colleague as it comes", async () => {
    server(() => plan());
    const store = await storeWith(staffState({}, { plan: plan() }));
    const planner = await shown<Planner>("al-planner", { store });
    store.apply("room-staff", event("rooms.plan", {}).kind, {
      plan: plan({ rooms: plan().rooms.slice(0, 1) }),
    });
    await settled(planner);
    expect(words(planner)).toContain("Open 1 room");
  });
});

describe("moving a seat", () => {
  const effects: readonly Effect[] = [
    { room: 1, id: "s1", knows: [], newTo: ["ruth"], size: 2, swapWith: null, allowed: false, current: true },
    {
      room: 2,
      id: "s2",
      knows: ["maya"],
      newTo: ["sam"],
      size: 3,
      swapWith: null,
      allowed: true,
      current: false,
    },
  ];

  async function opened(
    answer: (url: string) => unknown,
  ): Promise<{ planner: Planner; posts: ReturnType<typeof server>["posts"] }> {
    const { posts } = server(answer);
    const store = await storeWith(staffState({}, { plan: plan() }));
    const planner = await shown<Planner>("al-planner", { store });
    await settled(planner);
    return { planner, posts };
  }

  const seat = (planner: Planner, person: string) =>
    planner.querySelector(`[data-seat="${person}"] button`) as HTMLButtonElement;

  it("by dialog says first what each room would change", async () => {
    const { planner, posts } = await opened((url) => (url.endsWith("/effects") ? effects : plan()));
    seat(planner, "theo").click();
    await settled(planner);
    const dialog = planner.querySelector("dialog") as HTMLDialogElement;
    expect(dialog.open).toBe(true);
    expect(words(dialog)).toContain("Room 2 Knows Maya. New to Sam. 3 people.");
    const choice = dialog.querySelector<HTMLInputElement>('input[value="s2"]');
    if (choice) choice.checked = true;
    dialog.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
    await settled(planner);
    expect(posts.at(-1)).toMatchObject({ verb: "move", fields: { round: "r1", person: "theo", room: "s2" } });
    expect(dialog.open).toBe(false);
  });

  it("by arrow keys goes to the room before or after", async () => {
    const { planner, posts } = await opened(() => plan());
    const press = (key: string) =>
      seat(planner, "theo").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    press("ArrowLeft"); // Room 1 is the first
    press("ArrowRight");
    await settled(planner);
    expect(posts.map((one) => one.fields.room)).toEqual(["s2"]);
  });

  it("says in the server's words when a seat is not possible, and changes nothing", async () => {
    const { planner } = await opened((url) =>
      url.endsWith("/move")
        ? { status: 409, error: "That seat is not possible. Choose another room." }
        : plan(),
    );
    seat(planner, "theo").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    await settled(planner);
    expect(words(document.body)).toContain("That seat is not possible.");
    const rooms = planner.querySelectorAll<HTMLElement>("[data-room]");
    expect([...rooms].map((room) => room.querySelectorAll("[data-seat]").length)).toEqual([2, 2]);
  });

  it("by hand ends in the room under the pointer", async () => {
    const { planner, posts } = await opened(() => plan());
    const rooms = planner.querySelector("al-plan-rooms") as PlanRooms;
    const to = rooms.querySelector('[data-room="s2"]') as HTMLElement;
    rooms.setPointerCapture = () => {};
    rooms.hasPointerCapture = () => false;
    document.elementsFromPoint = () => [to];
    const at = (type: string, x: number) =>
      new PointerEvent(type, {
        clientX: x,
        clientY: 0,
        pointerId: 1,
        pointerType: "mouse",
        bubbles: true,
        button: 0,
      });
    const held = rooms.querySelector('[data-seat="theo"] .who') as HTMLElement;
    held.dispatchEvent(at("pointerdown", 0));
    held.dispatchEvent(at("pointermove", 3)); // a trembling hand moves nothing
    expect(rooms.querySelector(".lifted")).toBeNull();
    held.dispatchEvent(at("pointermove", 40));
    expect(rooms.querySelector(".lifted")).not.toBeNull();
    expect(to.classList.contains("target")).toBe(true);
    held.dispatchEvent(at("pointerup", 40));
    await settled(planner);
    expect(posts.at(-1)).toMatchObject({ verb: "move", fields: { person: "theo", room: "s2" } });
    expect(rooms.querySelector(".lifted")).toBeNull();
  });
});
