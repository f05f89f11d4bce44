import { createContext } from "react";

/** A public link that is open: its secret, and what giving its password answered. */
export interface PublicPlace {
  token: string;
  grant: string;
}

/** Null everywhere but on the page of a public link. */
export const PublicPlaceContext = createContext<PublicPlace | null>(null);

/** The grant stands in it, as pictures can bring no headers along. */
export function publicAddress({ token, grant }: PublicPlace, path: string): string {
  const address = `/api/public/${encodeURIComponent(token)}${path}`;
  return grant ? `${address}?grant=${encodeURIComponent(grant)}` : address;
}
