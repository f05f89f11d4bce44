import { currentOrganizationId } from "../session/currentOrganization";
import { LiveClient, type Subscriber } from "./LiveClient";
import { useConnection } from "./useConnection";

function address(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
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
});

/** Somebody's rights changed: what is shown may no longer be ours to see. */
export function onRightsChanged(listener: () => void): () => void {
  rightsListeners.add(listener);
  return () => rightsListeners.delete(listener);
}

export function subscribe(topic: string, subscriber: Subscriber): () => void {
  return live.subscribe(topic, subscriber);
}

if (typeof window !== "undefined") window.addEventListener("online", () => live.retryNow());
