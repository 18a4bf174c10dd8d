import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeTrack, track, words } from "./fakes";
import { entryChoice } from "./preferences";
import "./green_room";

const BASE = "/sessions/m1/";

const PAGE = `<al-green-room base="${BASE}" person="maya"><form>
  <input type="radio" name="way" value="chat" checked><input type="radio" name="way" value="voice">
  <input type="radio" name="overheard" value="no" checked><input type="radio" name="overheard" value="yes">
  <div class="preview" data-preview><span class="face">M</span></div><div data-try><p>Off.</p></div>
  <input type="checkbox" name="hide_self"><p data-going></p><button>Go in</button>
</form></al-green-room>`;

let tracks: FakeTrack[] = [];
let refuses: DOMException | null = null;

class Context {
  state = "running";
  createAnalyser = () => ({
    fftSize: 0,
    getFloatTimeDomainData: () => {},
    connect: () => {},
    disconnect: () => {},
  });
  createMediaStreamSource = () => ({ connect: () => {}, disconnect: () => {} });
  close = async () => {};
  resume = async () => {};
}

beforeEach(() => {
  tracks = [];
  refuses = null;
  localStorage.clear();
  sessionStorage.clear();
  Object.assign(globalThis, { AudioContext: Context });
  const media = Object.assign(new EventTarget(), {
    enumerateDevices: async () => [],
    getUserMedia: async () => {
      if (refuses) throw refuses;
      const made = track();
      tracks.push(made);
      return { getTracks: () => [made] };
    },
  });
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: media });
  const box = document.createElement("div");
  box.innerHTML = PAGE;
  document.body.append(box);
});
afterEach(() => document.body.replaceChildren());

const turn = () => new Promise((resume) => setTimeout(resume, 5));
const find = <T extends HTMLElement>(selector: string) => document.body.querySelector(selector) as T;

function choose(name: string, value: string): void {
  find(`input[name=${name}][value=${value}]`).click();
}

function goIn(): void {
  find("form").addEventListener("submit", (event) => event.preventDefault());
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
}

async function tryOut(source: string): Promise<void> {
  find(`[data-try-source=${source}]`).click();
  await turn();
}

async function check(words_: string): Promise<void> {
  const label = [...document.querySelectorAll("label")].find((one) => words(one) === words_);
  label?.querySelector("input")?.click();
  await turn();
}

describe("<al-green-room>", () => {
  it("asks for nothing before the person does", async () => {
    await turn();
    expect(tracks).toEqual([]);
    expect(words(find("[data-going]"))).toBe("You go in with camera and microphone off.");
  });

  it("goes in with everything off, also after trying", async () => {
    await tryOut("microphone");
    goIn();
    expect(entryChoice(BASE)).toEqual({ microphone: false, camera: false, hideSelf: false });
  });

  it("goes in with the microphone on when that was chosen, and says so", async () => {
    await tryOut("microphone");
    await check("Go in with the microphone on");
    expect(words(find("[data-going]"))).toBe("You go in with the microphone on and the camera off.");
    goIn();
    expect(entryChoice(BASE).microphone).toBe(true);
  });

  it("keeps both off for who can be overheard and only types", async () => {
    await tryOut("microphone");
    await check("Go in with the microphone on");
    choose("overheard", "yes");
    expect(words(find("[data-going]"))).toBe("You go in with camera and microphone off.");
    expect(words(find("[data-try]"))).toContain("You only type today");
    goIn();
    expect(entryChoice(BASE).microphone).toBe(false);
  });

  it("shows the camera in the pebble's place, and the pebble again afterwards", async () => {
    await tryOut("camera");
    expect(find("[data-preview] video")).not.toBeNull();
    await tryOut("camera");
    expect(words(find("[data-preview]"))).toBe("M");
    expect(tracks[0]?.stopped).toBe(true);
  });

  it("says what happened when the camera is refused", async () => {
    refuses = new DOMException("Permission denied", "NotAllowedError");
    await tryOut("camera");
    expect(words(find("[data-try] .banner"))).toContain("didn’t let us use your camera");
  });

  it("stops everything it tried when the page is left", async () => {
    await tryOut("microphone");
    await tryOut("camera");
    document.body.replaceChildren();
    expect(tracks.map((one) => one.stopped)).toEqual([true, true]);
  });
});
