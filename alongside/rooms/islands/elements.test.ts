import { beforeEach, describe, expect, it, vi } from "vitest";
import { use } from "../../../islands/i18n";
import { ASK, type Ask, WISH, type Wish } from "./bits";
import type { Breakouts } from "./breakouts";
import type { Controls } from "./controls";
import type { Countdown } from "./countdown";
import { attendee, PEOPLE, plan, roomState, round, shown, staffState, track, words } from "./fakes";
import type { Hands } from "./hands";
import type { Moving } from "./moving";
import type { Notices } from "./notices";
import type { Panel } from "./panel";
import type { PromptPage } from "./prompt";
import type { RoomPeople } from "./room_people";
import type { Tiles } from "./tiles";
import "./breakouts";
import "./controls";
import "./countdown";
import "./hands";
import "./moving";
import "./notices";
import "./panel";
import "./prompt";
import "./room_people";
import "./tiles";

const asks: Ask[] = [];
const wishes: Wish[] = [];
document.addEventListener(ASK, (event) => asks.push((event as CustomEvent<Ask>).detail));
document.addEventListener(WISH, (event) => wishes.push((event as CustomEvent<Wish>).detail));
beforeEach(() => {
  use({}, "en");
  asks.length = 0;
  wishes.length = 0;
});

function click(root: Element, text: string): void {
  const button = [...root.querySelectorAll("button")].find((one) => words(one).includes(text));
  if (!button) throw new Error(`no button “${text}” in: ${words(root)}`);
  button.click();
}

const SMALL = { id: "s2", number: 2, people: ["maya", "sam"], chat: null, notices: [], call: null };
const withRound = (more = {}) => ({ ...roomState().room, round: round(more) });

describe("<al-tiles>", () => {
  const seen = new Map([
    ["theo", { link: "connected" as const, camera: null, screen: null, microphoneOn: true, speaking: true }],
    ["sam", { link: "stuck" as const, camera: null, screen: null, microphoneOn: false, speaking: false }],
  ]);

  it("says under each name how they are here, the most momentary thing first", async () => {
    const tiles = await shown<Tiles>("al-tiles", {
      people: PEOPLE,
      me: "maya",
      seen,
      hands: ["ruth"],
      reactions: new Map([["maya", "heart"]]),
    });
    expect([...tiles.querySelectorAll("figcaption")].map(words)).toEqual([
      "Dana Counselor",
      "Ruth Hand, 1st",
      "Theo Speaking",
      "Maya (you) Heart",
      "Sam Connecting again",
    ]);
    expect(tiles.querySelectorAll(".tile.speaking")).toHaveLength(1);
  });

  it("shows one's own picture to others only, when it is hidden from oneself", async () => {
    const own = {
      link: "self" as const,
      camera: track(),
      screen: null,
      microphoneOn: false,
      speaking: false,
    };
    const people = [attendee("Maya")];
    const open = await shown<Tiles>("al-tiles", { people, me: "maya", seen: new Map([["maya", own]]) });
    expect(open.querySelectorAll("video")).toHaveLength(1);
    const hidden = await shown<Tiles>("al-tiles", {
      people,
      me: "maya",
      seen: new Map([["maya", own]]),
      hideSelf: true,
    });
    expect(hidden.querySelectorAll("video")).toHaveLength(0);
    expect(hidden.querySelectorAll(".face")).toHaveLength(1);
  });

  it("gives a shared screen the first and largest place", async () => {
    const shares = {
      link: "connected" as const,
      camera: null,
      screen: track(),
      microphoneOn: false,
      speaking: false,
    };
    const tiles = await shown<Tiles>("al-tiles", {
      people: PEOPLE,
      me: "maya",
      seen: new Map([["dana", shares]]),
    });
    expect(tiles.querySelector("li")?.className).toBe("main-tile");
    expect(words(tiles.querySelector(".main-tile") as Element)).toBe("Dana shows a screen");
  });
});

describe("<al-controls>", () => {
  const show = (more = {}) =>
    shown<Controls>("al-controls", { me: { ...roomState().me, ...more }, leaveUrl: "/leave" });

  it("raises the hand, and lowers it again", async () => {
    const controls = await show();
    click(controls, "Hand");
    controls.me = { ...roomState().me, hand: "2026-11-24T10:00:00+00:00" };
    await controls.updateComplete;
    controls.press("h");
    expect(asks.map((one) => [one.verb, one.fields])).toEqual([
      ["hand", { up: 1 }],
      ["hand", { up: 0 }],
    ]);
  });

  it("does by keys what its buttons do, and leaves other keys alone", async () => {
    const controls = await show();
    for (const key of ["m", "v", "p"]) expect(controls.press(key)).toBe(true);
    expect(controls.press("x")).toBe(false);
    expect(wishes.map((one) => one.kind)).toEqual(["microphone", "camera", "panel"]);
  });

  it("offers no voice and no camera to someone who only types today", async () => {
    const controls = await show({ overheard: "yes" });
    const resting = [...controls.querySelectorAll<HTMLButtonElement>(".way")].filter((one) => one.disabled);
    expect(resting.map((one) => words(one).split(" ")[0])).toEqual(["Voice", "Camera"]);
  });

  it("offers the screen to those who may show theirs", async () => {
    expect((await show()).querySelector("[data-control=screen]")).toBeNull();
    expect((await show({ mayShare: true })).querySelector("[data-control=screen]")).not.toBeNull();
  });

  it("changes today's way", async () => {
    click(await show(), "Listening");
    expect(asks[0]).toEqual({ verb: "way", fields: { way: "listening" } });
  });

  it("leaves by a plain form, whatever happens to the script", async () => {
    const form = (await show()).querySelector<HTMLFormElement>("form");
    expect([form?.method, form?.getAttribute("action")]).toEqual(["post", "/leave"]);
  });
});

describe("<al-hands>", () => {
  const up = [attendee("Ines"), attendee("Kofi"), attendee("Maya")];

  it("says whose turn is next, and calls oneself you", async () => {
    const hands = await shown<Hands>("al-hands", { people: up, me: "maya" });
    expect(words(hands)).toBe("Hands up: Ines, then Kofi and you.");
    expect(hands.querySelector("button")).toBeNull();
  });

  it("lets staff lower the first hand", async () => {
    const hands = await shown<Hands>("al-hands", { people: up, me: "dana", staff: true });
    click(hands, "Lower");
    expect(asks[0]).toEqual({ verb: "hand", fields: { up: 0, person: "ines" } });
    expect(words(hands)).toContain("Quiet people first.");
  });
});

describe("<al-countdown>", () => {
  it("counts by the server's clock, and speaks at the beginning and at ten seconds only", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-24T10:00:00Z") });
    const clock = await shown<Countdown>("al-countdown", {
      until: "2026-11-24T10:01:30Z",
      offset: 60_000, // the server is a minute ahead of this device
      say: (left: string) => `${left} left`,
    });
    const spoken = () => words(clock.querySelector(".unseen") as Element);
    const visible = () => words(clock.querySelector("[aria-hidden]") as Element);
    expect(visible()).toBe("30 seconds left");
    vi.advanceTimersByTime(5000);
    await clock.updateComplete;
    expect([visible(), spoken()]).toEqual(["25 seconds left", "30 seconds left"]);
    vi.advanceTimersByTime(15_000);
    await clock.updateComplete;
    expect(spoken()).toBe("10 seconds left");
    const ended = vi.fn();
    clock.addEventListener("ended", ended);
    vi.advanceTimersByTime(20_000);
    await clock.updateComplete;
    expect(visible()).toBe("a moment left");
    expect(ended).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});

describe("<al-notices>", () => {
  it("shows what is true, with what can be done", async () => {
    const act = vi.fn();
    const bars = await shown<Notices>("al-notices", {
      notices: [
        { key: "sound", icon: "volume-x", words: "Held back.", actions: [{ words: "Turn it on", act }] },
      ],
    });
    click(bars, "Turn it on");
    expect(act).toHaveBeenCalledOnce();
    expect(bars.querySelector("[role=status]")).not.toBeNull();
  });
});

describe("<al-panel>", () => {
  it("has chat, people and rooms; in a small room the topic comes first and a member has no list of rooms", async () => {
    const panel = await shown<Panel>("al-panel", { state: roomState() });
    expect([...panel.querySelectorAll("[role=tab]")].map(words)).toEqual(["Chat", "People", "Rooms"]);
    panel.state = roomState({ small: SMALL, room: withRound() });
    await panel.updateComplete;
    expect([...panel.querySelectorAll("[role=tab]")].map(words)).toEqual(["Topic", "Chat", "People"]);
  });

  it("keeps the chat in the page while another tab shows", async () => {
    const panel = await shown<Panel>("al-panel", { state: roomState(), tab: "people" });
    expect(panel.querySelector("al-conversation")).not.toBeNull();
    expect(panel.querySelector("#page-chat")?.hasAttribute("hidden")).toBe(true);
    expect(panel.querySelector("al-room-people")).not.toBeNull();
  });

  it("turns its pages with the arrow keys", async () => {
    const panel = await shown<Panel>("al-panel", { state: roomState(), tab: "chat" });
    const list = panel.querySelector("[role=tablist]");
    list?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true }));
    expect(wishes).toEqual([{ kind: "tab", tab: "breakouts" }]);
  });

  it("says with a word, not only a dot, that someone asks", async () => {
    const calls = [{ id: "k", room: 1, by: "sam", at: "", answeredBy: null, answeredAt: null }];
    const panel = await shown<Panel>("al-panel", { state: staffState({}, { calls }) });
    expect(words(panel.querySelector("#tab-breakouts") as Element)).toBe("Rooms, someone asks");
  });
});

describe("<al-room-people>", () => {
  it("shows members who is here, and nothing to do to anyone", async () => {
    const people = await shown<RoomPeople>("al-room-people", { state: roomState() });
    expect(words(people)).toContain("5 people here");
    expect(people.querySelectorAll("button")).toHaveLength(0);
  });

  it("lets staff let someone in", async () => {
    const waiting = [{ ...attendee("Omar"), at: "2026-11-24T10:00:00Z" }];
    const people = await shown<RoomPeople>("al-room-people", { state: staffState({}, { waiting }) });
    click(people, "Let in");
    click(people, "Not now");
    expect(asks.map((one) => [one.verb, one.fields])).toEqual([
      ["admit", { person: "omar" }],
      ["turn-away", { person: "omar" }],
    ]);
  });

  it("asks twice before someone has to leave, and before all have to", async () => {
    const people = await shown<RoomPeople>("al-room-people", { state: staffState() });
    click(people, "More for Sam");
    await people.updateComplete;
    click(people, "Ask to leave");
    expect(asks).toEqual([]);
    await people.updateComplete;
    click(people, "Yes, they leave now");
    click(people, "End for everyone");
    await people.updateComplete;
    expect(asks.map((one) => one.verb)).toEqual(["remove"]);
    click(people, "Yes, end it now");
    expect(asks.map((one) => one.verb)).toEqual(["remove", "end"]);
  });

  it("has no way to turn on someone's microphone", async () => {
    const people = await shown<RoomPeople>("al-room-people", { state: staffState() });
    click(people, "More for Sam");
    await people.updateComplete;
    expect([...people.querySelectorAll("dialog button")].map(words)).toEqual([
      "Ask to mute",
      "Let them show a screen",
      "Ask to leave",
      "Close",
    ]);
  });
});

describe("<al-prompt>", () => {
  it("gives a topic, a sentence to borrow and a way to get someone", async () => {
    const page = await shown<PromptPage>("al-prompt", {
      state: roomState({ small: SMALL, room: withRound() }),
    });
    expect(words(page)).toContain("What went a little easier?");
    click(page, "Put it in the chat");
    click(page, "Ask the counselor to come");
    click(page, "Back to the main room");
    expect(wishes).toEqual([{ kind: "say", words: "It’s small, but …" }]);
    expect(asks.map((one) => [one.verb, one.fields])).toEqual([
      ["call", { small: "s2" }],
      ["step-out", {}],
    ]);
  });

  it("speaks the reader's language", async () => {
    use({}, "es");
    const room = withRound();
    const page = await shown<PromptPage>("al-prompt", { state: roomState({ small: SMALL, room }) });
    expect(words(page)).toContain("¿Qué fue un poco más fácil?");
    expect(words(page)).not.toContain("What went a little easier?");
    click(page, "Put it in the chat");
    expect(wishes).toEqual([{ kind: "say", words: "Es poco, pero …" }]);
  });

  it("says that staff were asked, then who is here, and lets ask again once they have gone", async () => {
    const call = { id: "k", at: "", answeredBy: null as string | null };
    const state = (small: object) => roomState({ small: { ...SMALL, ...small }, room: withRound() });
    const page = await shown<PromptPage>("al-prompt", { state: state({ call }) });
    expect(words(page)).toContain("You asked. Someone on staff comes");
    page.state = state({ call: { ...call, answeredBy: "dana" }, people: ["maya", "sam", "dana"] });
    await page.updateComplete;
    expect(words(page)).toContain("Dana is here.");
    page.state = state({ call: { ...call, answeredBy: "dana" } });
    await page.updateComplete;
    expect(words(page)).toContain("Ask the counselor to come");
  });
});

describe("<al-breakouts>", () => {
  it("tells a member who stepped out where their place is", async () => {
    const base = roomState({ room: withRound() });
    const state = { ...base, me: { ...base.me, seat: { round: "r1", number: 2, people: ["maya", "sam"] } } };
    const page = await shown<Breakouts>("al-breakouts", { state });
    click(page, "Go into Room 2");
    expect(asks[0]?.verb).toBe("rejoin");
  });

  it("shows staff the rooms, who asks, and what they can do", async () => {
    const calls = [{ id: "k", room: 2, by: "sam", at: "", answeredBy: null, answeredAt: null }];
    const state = staffState({ room: withRound() }, { plan: plan({ phase: "open" }), calls });
    const page = await shown<Breakouts>("al-breakouts", { state });
    expect(words(page)).toContain("Room 2 asks you to come (Sam).");
    click(page, "Go there");
    click(page, "Visit");
    click(page, "Two more minutes");
    expect(asks.map((one) => [one.verb, one.fields])).toEqual([
      ["answer", { call: "k" }],
      ["visit", { small: "s1" }],
      ["extend", { round: "r1", minutes: 2 }],
    ]);
    click(page, "Close early");
    await page.updateComplete;
    click(page, "Yes, bring everyone back");
    expect(asks.at(-1)).toEqual({ verb: "close", fields: { round: "r1" } });
  });

  it("keeps what was written to all rooms until it went through", async () => {
    const state = staffState({ room: withRound() }, { plan: plan({ phase: "open" }) });
    const page = await shown<Breakouts>("al-breakouts", { state });
    const box = page.querySelector("textarea") as HTMLTextAreaElement;
    box.value = "Halfway.";
    page.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    expect(asks[0]?.fields).toEqual({ round: "r1", text: "Halfway." });
    expect(box.value).toBe("Halfway.");
    asks[0]?.then?.({});
    expect(box.value).toBe("");
  });
});

describe("<al-moving>", () => {
  it("says where one goes, with whom, before it happens", async () => {
    const base = roomState({ room: withRound({ phase: "opening" }) });
    const state = {
      ...base,
      me: { ...base.me, seat: { round: "r1", number: 2, people: ["maya", "sam", "theo"] } },
    };
    const moving = await shown<Moving>("al-moving", { state });
    expect(words(moving.querySelector("h2") as Element)).toBe("You go to Room 2, with Sam and Theo");
  });

  it("lets staff stop it, and shows nothing when nothing is about to happen", async () => {
    const moving = await shown<Moving>("al-moving", {
      state: staffState({ room: withRound({ phase: "opening" }) }),
    });
    click(moving, "Stop, not yet");
    expect(asks[0]?.verb).toBe("discard");
    moving.state = roomState({ room: withRound() });
    await moving.updateComplete;
    expect(words(moving)).toBe("");
  });
});
