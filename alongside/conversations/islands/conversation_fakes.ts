// For tests: a message, a state, and a server that stores messages by key behind a network that can be cut.

import type { TopicHandlers } from "../../../islands/socket";
import type { ConversationState, Said } from "./conversation_state";
import { NOTHING, type Written } from "./conversation_unsent";

const AT = "2026-11-24T12:00:00+00:00";

export function said(seq: number, more: Partial<Said> = {}): Said {
  return {
    id: `m${seq}`,
    seq,
    author: "sam",
    name: "Sam",
    body: `Line ${seq}`,
    at: AT,
    key: `k${seq}`,
    thread: "",
    replies: 0,
    quote: null,
    mentions: [],
    company: false,
    edited: "",
    gone: "",
    reactions: {},
    files: [],
    waiting: null,
    helped: false,
    ...more,
  };
}

export function stateOf(
  messages: readonly Said[] = [],
  more: Partial<ConversationState> = {},
): ConversationState {
  const last = messages.at(-1)?.seq ?? 0;
  return {
    id: "c",
    topic: "conversation:c",
    seq: last,
    head: last,
    newest: last,
    kind: "group",
    thread: "",
    me: "me",
    closed: false,
    mayWrite: true,
    earlier: false,
    later: false,
    messages,
    readSeq: last,
    mine: {},
    muted: [],
    held: [],
    ...more,
  };
}

export function written(body: string, more: Partial<Written> = {}): Written {
  return { ...NOTHING, body, ...more };
}

export class Server {
  messages: Said[] = [];
  isUp = true;
  losesAnswers = false;
  refuses = "";
  posts: { readonly url: string; readonly fields: Record<string, string> }[] = [];
  asked: string[] = [];
  pages: Record<string, unknown> = {};
  handlers: TopicHandlers = {};
  topics: string[] = [];
  signals: string[] = [];
  /** Rises with every event; a state that is fetched stands at it. */
  seq = 0;

  readonly live = {
    join: (topic: string, handlers: TopicHandlers) => {
      this.topics.push(topic);
      this.handlers = handlers;
      return { signal: (kind: string) => this.signals.push(kind) > 0, leave: () => {} };
    },
  };

  fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    if (!this.isUp) throw new TypeError("no network");
    if (init?.method !== "POST") {
      this.asked.push(url);
      const found = Object.entries(this.pages).find(([end]) => url.endsWith(end));
      if (found?.[1] instanceof Response) return found[1].clone();
      return Response.json(found?.[1] ?? stateOf(this.messages, { seq: this.seq }));
    }
    const fields = Object.fromEntries(
      [...(init.body as FormData)].map(([name, value]) => [name, String(value)]),
    );
    this.posts.push({ url, fields });
    if (this.refuses) return Response.json({ error: this.refuses, field: "" }, { status: 409 });
    if (!url.endsWith("/messages")) return Response.json({});
    const message = this.store(fields.body ?? "", fields.key ?? "");
    if (this.losesAnswers) throw new TypeError("the answer was lost");
    return Response.json(message);
  };

  store(body: string, key: string, author = "me", more: Partial<Said> = {}): Said {
    const known = this.messages.find((one) => one.key === key);
    if (known) return known;
    this.seq += 1;
    const message = said(this.messages.length + 1, { author, name: author, body, key, ...more });
    this.messages.push(message);
    return message;
  }

  /** The event of message `seq` reaches the page. */
  tell(seq: number): void {
    this.event("conversations.message", this.messages[seq - 1], seq);
  }

  event(kind: string, data: unknown, seq: number = ++this.seq): void {
    this.handlers.event?.({ topic: "conversation:c", seq, kind, at: "", data });
  }
}
