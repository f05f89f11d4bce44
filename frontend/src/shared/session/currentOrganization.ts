const KEY = "sluice-organization";

let current: string | null = read();

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Id of the organization whose data this browser tab shows; null leaves the choice to the server. */
export function currentOrganizationId(): string | null {
  return current;
}

export function rememberOrganization(id: string | null): void {
  current = id;
  try {
    if (id) localStorage.setItem(KEY, id);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts as long as the tab.
  }
}
