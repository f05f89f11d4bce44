import type { ConnectionEntry } from "@/shared/api/types";

/** What a handshake showed, in the order in which somebody looks for the fault. */
const FACTS = [
  "sni",
  "versions",
  "ciphers",
  "groups",
  "max_fragment_bytes",
  "alert_of_client",
  "alert_of_edge",
  "our_certificate_bytes",
] as const;
const OF_CERTIFICATE = [
  "subject",
  "issuer",
  "serial",
  "fingerprint",
  "not_before",
  "not_after",
  "count",
  "bytes",
] as const;

export type FactName = (typeof FACTS)[number] | `certificate_${(typeof OF_CERTIFICATE)[number]}`;

export interface Fact {
  name: FactName;
  value: string;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  return value === null || value === undefined ? "" : String(value);
}

/** The facts of an entry that are known; those of ordinary comings and goings are few or none. */
export function connectionFacts({ details }: Pick<ConnectionEntry, "details">): Fact[] {
  const facts: Fact[] = FACTS.map((name) => ({ name, value: textOf(details[name]) }));
  const certificate: unknown = details.certificate;
  if (typeof certificate === "object" && certificate !== null) {
    const parts = new Map<string, unknown>(Object.entries(certificate));
    for (const part of OF_CERTIFICATE) facts.push({ name: `certificate_${part}`, value: textOf(parts.get(part)) });
  }
  return facts.filter(({ value }) => value !== "");
}
