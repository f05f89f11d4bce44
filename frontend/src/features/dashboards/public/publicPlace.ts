import { createContext } from "react";
import { type Given, queryOf } from "../variables/variables";

/** A public link that is open: its secret, what giving its password answered, and what the visitor has chosen. */
export interface PublicPlace {
  token: string;
  grant: string;
  given: Given;
}

/** Null everywhere but on the page of a public link. */
export const PublicPlaceContext = createContext<PublicPlace | null>(null);

/** The grant stands in it, as pictures can bring no headers along. */
export function publicAddress({ token, grant }: Pick<PublicPlace, "token" | "grant">, path: string): string {
  const address = `/api/public/${encodeURIComponent(token)}${path}`;
  return grant ? `${address}?grant=${encodeURIComponent(grant)}` : address;
}

/** The page itself, as its visitors have it in their browser. */
export function publicPage({ token }: Pick<PublicPlace, "token">): string {
  return `/public/${encodeURIComponent(token)}`;
}

/** The live socket that the link opens: what it may hear hangs on what is chosen. */
export function publicSocket({ token, grant, given }: PublicPlace): string {
  const query = new URLSearchParams(grant ? { grant } : {});
  for (const [name, values] of Object.entries(queryOf(given))) for (const value of values) query.append(name, value);
  const text = query.toString();
  return `/ws/public/${encodeURIComponent(token)}${text ? `?${text}` : ""}`;
}
