import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { post } from "./post";

const sent: { url: string; key: string; token: string }[] = [];
let answers: (Response | Error)[] = [];

beforeEach(() => {
  sent.length = 0;
  document.head.innerHTML = '<meta name="csrf" content="token-1">';
  vi.useFakeTimers();
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url, options) => {
    const body = options?.body as FormData;
    const headers = options?.headers as Record<string, string>;
    sent.push({ url: String(url), key: String(body.get("key")), token: headers["X-CSRFToken"] ?? "" });
    const answer = answers.shift() ?? new TypeError("offline");
    if (answer instanceof Error) throw answer;
    return answer;
  });
});
afterEach(() => vi.useRealTimers());

async function settled<T>(work: Promise<T>): Promise<T> {
  await vi.runAllTimersAsync();
  return work;
}

describe("a post", () => {
  it("carries the token and a key, and gives back the JSON", async () => {
    answers = [Response.json({ id: 7 })];
    const answer = await settled(post<{ id: number }>("/say", { words: "hello", skipped: null }));
    expect(answer).toEqual({ status: 200, ok: true, data: { id: 7 } });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.token).toBe("token-1");
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("that got no answer is sent again with the same key, and is then one act", async () => {
    answers = [new TypeError("offline"), new Response("", { status: 502 }), Response.json({ id: 7 })];
    const answer = await settled(post("/say", {}, { retries: 3 }));
    expect(answer.ok).toBe(true);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((each) => each.key)).size).toBe(1);
  });

  it("that was refused isn't sent again, and says why", async () => {
    answers = [Response.json({ sentence: "The room is full." }, { status: 409 })];
    const answer = await settled(post("/enter", {}, { retries: 3 }));
    expect(answer).toEqual({ status: 409, ok: false, data: { sentence: "The room is full." } });
    expect(sent).toHaveLength(1);
  });

  it("never throws: silence is status 0", async () => {
    answers = [];
    expect((await settled(post("/say"))).status).toBe(0);
  });
});
