/** What the list of devices shows; empty fields do not narrow it. */
export interface DeviceFilter {
  search: string;
  site_id: number | null;
  type_id: number | null;
  online: boolean | null;
  archived: boolean;
  offset: number;
}

function numberOrNull(text: string): number | null {
  const number = Number(text);
  return text && Number.isInteger(number) && number > 0 ? number : null;
}

/** The filter as the page's address holds it. */
export function filterFrom(read: (name: string) => string): DeviceFilter {
  const state = read("state");
  return {
    search: read("search"),
    site_id: numberOrNull(read("site")),
    type_id: numberOrNull(read("type")),
    online: state === "online" ? true : state === "offline" ? false : null,
    archived: state === "archived",
    offset: numberOrNull(read("offset")) ?? 0,
  };
}

export function isNarrowed({ search, site_id, type_id, online, archived }: DeviceFilter): boolean {
  return search !== "" || site_id !== null || type_id !== null || online !== null || archived;
}
