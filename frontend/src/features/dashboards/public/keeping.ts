/** Where a link's grant is kept: it outlives a reload and ends with the tab. */
function keyOf(token: string): string {
  return `sluice-public-${token.slice(-8)}`;
}

export function keptGrant(token: string): string {
  try {
    return sessionStorage.getItem(keyOf(token)) ?? "";
  } catch {
    return "";
  }
}

export function keepGrant(token: string, grant: string): void {
  try {
    sessionStorage.setItem(keyOf(token), grant);
  } catch {
    // Without storage it is asked for again after a reload.
  }
}

/** Browsers may let a frame of another site keep nothing. */
export function canKeep(): boolean {
  try {
    return sessionStorage !== null;
  } catch {
    return false;
  }
}
