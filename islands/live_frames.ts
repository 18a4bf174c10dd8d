// What the gateway says, checked. Anything else is null and is dropped.

import type { LiveEvent } from "./live_order";
import type { Peer } from "./live_topic";

export type ServerFrame =
  | {
      readonly t: "welcome";
      readonly person: string;
      readonly conn: string;
      readonly topics: Record<string, number>;
    }
  | { readonly t: "joined"; readonly topics: Record<string, number> }
  | ({ readonly t: "event" } & LiveEvent)
  | { readonly t: "refetch"; readonly topic: string; readonly seq: number }
  | { readonly t: "gone"; readonly topic: string; readonly reason: "revoked" | "elsewhere" | "ended" }
  | { readonly t: "present"; readonly topic: string; readonly people: readonly Peer[] }
  | ({ readonly t: "arrived" | "departed"; readonly topic: string } & Peer)
  | {
      readonly t: "signal";
      readonly topic: string;
      readonly kind: string;
      readonly from: string;
      readonly conn: string;
      readonly data: unknown;
    }
  | { readonly t: "pong" }
  | { readonly t: "error"; readonly code: string; readonly detail: string };

const NEEDS: Record<ServerFrame["t"], Record<string, "string" | "number" | "object">> = {
  welcome: { person: "string", conn: "string", topics: "object" },
  joined: { topics: "object" },
  event: { topic: "string", seq: "number", kind: "string", at: "string" },
  refetch: { topic: "string", seq: "number" },
  gone: { topic: "string", reason: "string" },
  present: { topic: "string", people: "object" },
  arrived: { topic: "string", person: "string", conn: "string" },
  departed: { topic: "string", person: "string", conn: "string" },
  signal: { topic: "string", kind: "string", from: "string", conn: "string" },
  pong: {},
  error: { code: "string" },
};

export function readFrame(text: unknown): ServerFrame | null {
  if (typeof text !== "string") return null;
  let frame: Record<string, unknown> | null;
  try {
    frame = JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
  if (typeof frame !== "object" || frame === null) return null;
  const needs = Object.hasOwn(NEEDS, String(frame.t)) ? NEEDS[frame.t as ServerFrame["t"]] : undefined;
  if (!needs) return null;
  for (const [name, type] of Object.entries(needs)) {
    if (typeof frame[name] !== type || frame[name] === null) return null;
  }
  return frame as unknown as ServerFrame;
}
