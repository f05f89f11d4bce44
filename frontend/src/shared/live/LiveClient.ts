import type { StoreApi } from "zustand";
import { type ClientMessage, type LiveUpdate, type LiveValue, type ServerMessage, updatesOf } from "./protocol";
import type { Connection } from "./useConnection";

export type Subscriber = (update: LiveUpdate) => void;

const PING_EVERY_MS = 10_000;
const SILENCE_LIMIT_MS = 25_000;
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 10_000;
/** Codes of a server that is there but does not let us in: trying on as fast as for a lost network only burdens it. */
const REFUSALS: ReadonlySet<number> = new Set([4403, 4404, 4429]);
const REFUSED_RETRY_MS = 60_000;
const OWN_CODES = 4000;
/** A page that follows another mostly wants the same topics, so a last goodbye waits a little. */
const LINGER_MS = 1_000;
const TOPICS_A_MESSAGE = 200;

interface Watched {
  subscribers: Set<Subscriber>;
  latest?: LiveValue;
}

export interface LiveClientOptions {
  address: () => string;
  connection: Pick<StoreApi<Connection>, "getState" | "setState">;
  open?: (address: string) => WebSocket;
  random?: () => number;
  rightsChanged?: () => void;
  /** The server has closed the socket with a code of its own. */
  closed?: (code: number) => void;
}

/** One websocket for the whole tab. Topics are counted: the first subscriber asks for one, the last gives it back. */
export class LiveClient {
  private readonly topics = new Map<string, Watched>();
  /** Topics the server knows we want, on the open socket. */
  private readonly asked = new Set<string>();
  private socket: WebSocket | null = null;
  private attempt = 0;
  private heardAt = 0;
  private syncTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: LiveClientOptions) {}

  subscribe(topic: string, subscriber: Subscriber): () => void {
    const watched = this.topics.get(topic) ?? { subscribers: new Set<Subscriber>() };
    this.topics.set(topic, watched);
    watched.subscribers.add(subscriber);
    if (watched.latest) subscriber({ kind: "value", topic, value: watched.latest, points: [] });
    this.syncSoon(0);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      watched.subscribers.delete(subscriber);
      if (watched.subscribers.size === 0) this.syncSoon(LINGER_MS);
    };
  }

  latest(topic: string): LiveValue | undefined {
    return this.topics.get(topic)?.latest;
  }

  /** Start anew, for another organization or another user. */
  reset(): void {
    this.hangUp();
    for (const watched of this.topics.values()) watched.latest = undefined;
    this.options.connection.setState({ state: "idle", lost_at: null });
    this.syncSoon(0);
  }

  /** The browser says that the network is back: do not wait for the next try. */
  retryNow(): void {
    if (this.options.connection.getState().state !== "lost") return;
    this.attempt = 0;
    this.connect();
  }

  private syncTimerDue = 0;

  private syncSoon(delay_ms: number): void {
    const due = Date.now() + delay_ms;
    if (this.syncTimer !== undefined && this.syncTimerDue <= due) return;
    clearTimeout(this.syncTimer);
    this.syncTimerDue = due;
    this.syncTimer = setTimeout(() => {
      this.syncTimer = undefined;
      this.sync();
    }, delay_ms);
  }

  /** Make the server's list equal to ours. */
  private sync(): void {
    for (const [topic, watched] of this.topics) if (watched.subscribers.size === 0) this.topics.delete(topic);
    if (this.topics.size > 0 && !this.socket && this.retryTimer === undefined) this.connect();
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const added = [...this.topics.keys()].filter((topic) => !this.asked.has(topic));
    const gone = [...this.asked].filter((topic) => !this.topics.has(topic));
    this.ask("subscribe", added);
    this.ask("unsubscribe", gone);
    for (const topic of added) this.asked.add(topic);
    for (const topic of gone) this.asked.delete(topic);
  }

  private ask(op: "subscribe" | "unsubscribe", topics: string[]): void {
    for (let at = 0; at < topics.length; at += TOPICS_A_MESSAGE) {
      this.send({ op, topics: topics.slice(at, at + TOPICS_A_MESSAGE) });
    }
  }

  private send(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  private connect(): void {
    this.hangUp();
    const { connection, open = (address: string) => new WebSocket(address) } = this.options;
    if (connection.getState().state === "idle") connection.setState({ state: "connecting" });
    const socket = open(this.options.address());
    this.socket = socket;
    socket.onopen = () => this.opened(socket);
    socket.onmessage = (message) => this.received(socket, message);
    socket.onclose = ({ code }) => this.lost(socket, code);
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.attempt = 0;
    this.heard();
    this.asked.clear();
    const { connection } = this.options;
    const generation = connection.getState().generation + 1;
    connection.setState({ state: "open", lost_at: null, generation });
    this.pingTimer = setInterval(() => this.checkPulse(), PING_EVERY_MS);
    this.sync();
    if (generation > 1) for (const topic of [...this.topics.keys()]) this.tell({ kind: "gap", topic });
  }

  private checkPulse(): void {
    if (Date.now() - this.heardAt > SILENCE_LIMIT_MS) {
      const socket = this.socket;
      if (socket) this.lost(socket);
      return;
    }
    this.send({ op: "ping" });
  }

  private heard(): void {
    const at = Date.now();
    // The store feeds banners that count seconds; more often would only make React work.
    if (at - this.options.connection.getState().heard_at > 1_000) this.options.connection.setState({ heard_at: at });
    this.heardAt = at;
  }

  private received(socket: WebSocket, message: MessageEvent): void {
    if (socket !== this.socket) return;
    this.heard();
    // Our own server speaks on this socket; a frame of another shape is its bug and may throw.
    const parsed = JSON.parse(String(message.data)) as ServerMessage;
    if (parsed.op === "rights") this.options.rightsChanged?.();
    for (const update of updatesOf(parsed)) this.tell(update);
  }

  private tell(update: LiveUpdate): void {
    const watched = this.topics.get(update.topic);
    if (!watched) return;
    if (update.kind === "value") watched.latest = update.value;
    if (update.kind === "error") watched.latest = undefined;
    for (const subscriber of [...watched.subscribers]) subscriber(update);
  }

  private lost(socket: WebSocket, code = 0): void {
    if (socket !== this.socket) return;
    this.hangUp();
    const { connection, random = Math.random } = this.options;
    if (code >= OWN_CODES) this.options.closed?.(code);
    if (this.topics.size === 0) {
      connection.setState({ state: "idle", lost_at: null });
      return;
    }
    connection.setState({ state: "lost", lost_at: connection.getState().lost_at ?? Date.now() });
    const isRefused = REFUSALS.has(code);
    const longest = isRefused ? REFUSED_RETRY_MS : Math.min(FIRST_RETRY_MS * 2 ** this.attempt, LONGEST_RETRY_MS);
    this.attempt += 1;
    // Half fixed, half random: a restarted server is not met by all browsers in the same moment.
    const wait_ms = longest / 2 + (longest / 2) * random();
    this.retryTimer = setTimeout(() => this.connect(), wait_ms);
  }

  private hangUp(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    clearInterval(this.pingTimer);
    this.asked.clear();
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
