import type { ConnectionEntry, Device } from "@/shared/api/types";

/** A sentence's key and what it names. */
export interface Words {
  key: string;
  values: Record<string, unknown>;
}

type Seen = Pick<Device, "online" | "last_seen_at">;

/** How the device stands with us now, as a sentence: the newest entries of its log say why. */
export function connectionState({ online, last_seen_at }: Seen, log: readonly ConnectionEntry[]): Words {
  const [newest] = log;
  if (online) {
    const came = log.find(({ event }) => event === "connected");
    if (!came) return { key: "connection.online", values: {} };
    const { at, address, protocol, tls_version } = came;
    return {
      key: tls_version ? "connection.online_tls" : "connection.online_plain",
      values: { at, address, protocol, tls: tls_version },
    };
  }
  if (newest?.event === "refused") {
    return { key: "connection.refused", values: { at: newest.at, address: newest.address, reason: newest.reason } };
  }
  if (newest?.event === "disconnected") {
    return newest.reason
      ? { key: "connection.gone_because", values: { at: newest.at, reason: newest.reason } }
      : { key: "connection.gone", values: { at: newest.at } };
  }
  if (last_seen_at) return { key: "connection.silent", values: { at: last_seen_at } };
  return { key: "connection.never", values: {} };
}
