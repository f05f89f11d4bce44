import { currentOrganizationId } from "../session/currentOrganization";
import { LiveClient, type Subscriber } from "./LiveClient";
import { useConnection } from "./useConnection";

/** Set on the page of a public link, which has a socket of its own. */
let door: string | null = null;

function address(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  if (door !== null) return `${scheme}://${window.location.host}${door}`;
  const organization = currentOrganizationId();
  const query = organization ? `?organization=${encodeURIComponent(organization)}` : "";
  return `${scheme}://${window.location.host}/ws/live${query}`;
}

const rightsListeners = new Set<() => void>();

/** The tab's only live connection. */
export const live = new LiveClient({
  address,
  connection: useConnection,
  rightsChanged: () => {
    for (const listener of rightsListeners) listener();
  },
  closed: (code) => {
    for (const listener of closedListeners) listener(code);
  },
});

/** Somebody's rights changed: what is shown may no longer be ours to see. */
export function onRightsChanged(listener: () => void): () => void {
  rightsListeners.add(listener);
  return () => rightsListeners.delete(listener);
}

/** Listen at another door than people who are logged in do; null: at theirs again. */
export function listenAt(path: string | null): void {
  if (path === door) return;
  door = path;
  live.reset();
}

const closedListeners = new Set<(code: number) => void>();

/** The server has closed the connection, and says why. */
export function onClosed(listener: (code: number) => void): () => void {
  closedListeners.add(listener);
  return () => closedListeners.delete(listener);
}

export function subscribe(topic: string, subscriber: Subscriber): () => void {
  return live.subscribe(topic, subscriber);
}

if (typeof window !== "undefined") window.addEventListener("online", () => live.retryNow());
