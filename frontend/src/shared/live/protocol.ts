import type { SampleValue } from "../api/types";

/** A time in milliseconds and what was measured then. */
export type Point = [ts: number, value: SampleValue];

export interface LiveValue {
  ts: number;
  value: SampleValue;
  /** 0 good, 1 uncertain, 2 bad. */
  quality: number;
}

/** What a subscriber of a topic is told. */
export type LiveUpdate =
  | { kind: "value"; topic: string; value: LiveValue; points: Point[] }
  | { kind: "event"; topic: string; data: unknown }
  /** Something may have been missed, by a lost connection or a flood: ask the server for what it knows. */
  | { kind: "gap"; topic: string }
  | { kind: "error"; topic: string; message: string };

interface FrameValue {
  ts: number;
  v: SampleValue;
  q?: number;
  p?: Point[];
}

export type ServerMessage =
  | {
      op: "frame";
      seq: number;
      values?: Record<string, FrameValue>;
      events?: { topic: string; data: unknown }[];
      /** Topics of which events were dropped, because too many waited. */
      lost?: string[];
    }
  | { op: "error"; topic?: string; message: string }
  | { op: "pong" }
  /** Somebody's rights changed, ours perhaps: what the page shows is to be asked for again. */
  | { op: "rights" };

export type ClientMessage = { op: "subscribe" | "unsubscribe"; topics: string[] } | { op: "ping" };

export function updatesOf(message: ServerMessage): LiveUpdate[] {
  if (message.op === "error") return [{ kind: "error", topic: message.topic ?? "", message: message.message }];
  if (message.op !== "frame") return [];
  const updates: LiveUpdate[] = [];
  for (const [topic, frame] of Object.entries(message.values ?? {})) {
    const value: LiveValue = { ts: frame.ts, value: frame.v, quality: frame.q ?? 0 };
    updates.push({ kind: "value", topic, value, points: frame.p ?? [[frame.ts, frame.v]] });
  }
  for (const { topic, data } of message.events ?? []) updates.push({ kind: "event", topic, data });
  for (const topic of message.lost ?? []) updates.push({ kind: "gap", topic });
  return updates;
}
