import { currentOrganizationId } from "../session/currentOrganization";
import { LiveClient, type Subscriber } from "./LiveClient";
import { useConnection } from "./useConnection";

function address(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  const organization = currentOrganizationId();
  const query = organization ? `?organization=${encodeURIComponent(organization)}` : "";
  return `${scheme}://${window.location.host}/ws/live${query}`;
}

/** The tab's only live connection. */
export const live = new LiveClient({ address, connection: useConnection });

export function subscribe(topic: string, subscriber: Subscriber): () => void {
  return live.subscribe(topic, subscriber);
}

if (typeof window !== "undefined") window.addEventListener("online", () => live.retryNow());
