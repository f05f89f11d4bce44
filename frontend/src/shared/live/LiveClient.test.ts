import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { create } from "zustand";
import { LiveClient } from "./LiveClient";
import type { LiveUpdate } from "./protocol";
import type { Connection } from "./useConnection";

class FakeSocket {
  static readonly opened: FakeSocket[] = [];
  readyState: number = WebSocket.CONNECTING;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly address: string) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }

  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(code = 1006): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
}

const frame = (values: Record<string, unknown>, events: unknown[] = []) => ({ op: "frame", seq: 1, values, events });

function start() {
  const connection = create<Connection>(() => ({ state: "idle", heard_at: 0, lost_at: null, generation: 0 }));
  const closed = vi.fn();
  const client = new LiveClient({
    closed,
    address: () => "ws://sluice.test/ws/live",
    connection,
    open: (address) => new FakeSocket(address) as unknown as WebSocket, // as much of a socket as the client uses
    random: () => 1,
  });
  return { client, connection, closed };
}

function socket(): FakeSocket {
  const last = FakeSocket.opened.at(-1);
  if (!last) throw new Error("no socket was opened");
  return last;
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened.length = 0;
});
afterEach(() => vi.useRealTimers());

test("the first subscriber opens the socket and topics asked for together go out in one message", () => {
  const { client } = start();
  client.subscribe("m:1", () => {});
  client.subscribe("m:2", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  expect(socket().sent).toEqual([{ op: "subscribe", topics: ["m:1", "m:2"] }]);
});

test("two subscribers of a topic share it, and only the last one gives it back", () => {
  const { client } = start();
  const leaveFirst = client.subscribe("m:1", () => {});
  const leaveSecond = client.subscribe("m:1", () => {});
  client.subscribe("m:9", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  leaveFirst();
  vi.advanceTimersByTime(2_000);
  expect(socket().sent).toHaveLength(1);
  leaveSecond();
  leaveSecond();
  vi.advanceTimersByTime(2_000);
  expect(socket().sent[1]).toEqual({ op: "unsubscribe", topics: ["m:1"] });
});

test("a page that takes over a topic within a second asks for nothing", () => {
  const { client } = start();
  const leave = client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  leave();
  vi.advanceTimersByTime(500);
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(5_000);
  expect(socket().sent).toHaveLength(1);
});

test("a frame reaches its subscribers with the newest value and all points", () => {
  const { client } = start();
  const heard: LiveUpdate[] = [];
  client.subscribe("m:1", (update) => heard.push(update));
  vi.advanceTimersByTime(0);
  socket().accept();
  const points = [
    [1000, 20],
    [2000, 21.5],
  ];
  socket().say(frame({ "m:1": { ts: 2000, v: 21.5, q: 1, p: points }, "m:2": { ts: 1, v: 0 } }));
  expect(heard).toEqual([{ kind: "value", topic: "m:1", value: { ts: 2000, value: 21.5, quality: 1 }, points }]);
  expect(client.latest("m:1")).toEqual({ ts: 2000, value: 21.5, quality: 1 });
});

test("who comes later gets the known value at once", () => {
  const { client } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  socket().say(frame({ "m:1": { ts: 5, v: true } }));
  const heard = vi.fn();
  client.subscribe("m:1", heard);
  expect(heard).toHaveBeenCalledWith({
    kind: "value",
    topic: "m:1",
    value: { ts: 5, value: true, quality: 0 },
    points: [],
  });
});

test("dropped events are a gap of their topic", () => {
  const { client } = start();
  const heard = vi.fn();
  client.subscribe("alarms", heard);
  vi.advanceTimersByTime(0);
  socket().accept();
  socket().say({ op: "frame", seq: 1, values: {}, events: [], lost: ["alarms"] });
  expect(heard.mock.calls).toEqual([[{ kind: "gap", topic: "alarms" }]]);
});

test("events and refusals reach the subscribers of their topic only", () => {
  const { client } = start();
  const alarms = vi.fn();
  const strange = vi.fn();
  client.subscribe("alarms", alarms);
  client.subscribe("m:77", strange);
  vi.advanceTimersByTime(0);
  socket().accept();
  socket().say(frame({}, [{ topic: "alarms", data: { id: 3 } }]));
  socket().say({ op: "error", topic: "m:77", message: "There is no such thing, or it is not yours." });
  expect(alarms.mock.calls).toEqual([[{ kind: "event", topic: "alarms", data: { id: 3 } }]]);
  expect(strange.mock.calls).toEqual([
    [{ kind: "error", topic: "m:77", message: "There is no such thing, or it is not yours." }],
  ]);
});

test("a lost socket comes back with all topics, and the generation tells that a gap is possible", () => {
  const { client, connection } = start();
  const heard = vi.fn();
  client.subscribe("m:1", heard);
  vi.advanceTimersByTime(0);
  socket().accept();
  expect(connection.getState()).toMatchObject({ state: "open", generation: 1 });
  socket().drop();
  expect(connection.getState().state).toBe("lost");
  vi.advanceTimersByTime(400);
  expect(FakeSocket.opened).toHaveLength(2);
  socket().accept();
  expect(socket().sent).toEqual([{ op: "subscribe", topics: ["m:1"] }]);
  expect(connection.getState()).toMatchObject({ state: "open", generation: 2, lost_at: null });
  expect(heard.mock.calls).toEqual([[{ kind: "gap", topic: "m:1" }]]);
});

test("tries lie further and further apart, but never more than ten seconds", () => {
  const { client } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    socket().drop();
    const before = FakeSocket.opened.length;
    let waited = 0;
    while (FakeSocket.opened.length === before && waited < 60_000) {
      vi.advanceTimersByTime(100);
      waited += 100;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

test("a server that does not let us in is told of, and asked again after half a minute at the soonest", () => {
  const { client, closed } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  socket().drop(4429);
  expect(closed.mock.calls).toEqual([[4429]]);
  vi.advanceTimersByTime(59_000);
  expect(FakeSocket.opened).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.opened).toHaveLength(2);
  socket().drop();
  expect(closed).toHaveBeenCalledTimes(1);
});

test("the browser's word that the network is back cuts the waiting short", () => {
  const { client } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  for (let attempt = 0; attempt < 6; attempt += 1) {
    socket().drop();
    vi.advanceTimersByTime(20_000);
  }
  socket().drop();
  const before = FakeSocket.opened.length;
  client.retryNow();
  expect(FakeSocket.opened).toHaveLength(before + 1);
});

test("a server that stays silent although pinged counts as lost", () => {
  const { client, connection } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  vi.advanceTimersByTime(10_000);
  expect(socket().sent.at(-1)).toEqual({ op: "ping" });
  socket().say({ op: "pong" });
  vi.advanceTimersByTime(20_000);
  expect(connection.getState().state).toBe("open");
  vi.advanceTimersByTime(20_000);
  expect(connection.getState().state).not.toBe("open");
});

test("after a reset no old value is left and the topics are asked for anew", () => {
  const { client } = start();
  client.subscribe("m:1", () => {});
  vi.advanceTimersByTime(0);
  socket().accept();
  socket().say(frame({ "m:1": { ts: 5, v: 1 } }));
  client.reset();
  expect(client.latest("m:1")).toBeUndefined();
  vi.advanceTimersByTime(0);
  socket().accept();
  expect(FakeSocket.opened).toHaveLength(2);
  expect(socket().sent).toEqual([{ op: "subscribe", topics: ["m:1"] }]);
});
