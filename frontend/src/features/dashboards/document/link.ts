import { asRecord, asText } from "./dashboardDocument";

/** Where a widget leads. */
export type WidgetLink = Target & {
  /** Take the page's time range and its variables along. */
  keepsRange: boolean;
  keepsVariables: boolean;
};

type Target =
  | { to: "page"; page: string }
  /** `deviceAs` is the variable there that stands for the device of what the widget shows. */
  | { to: "dashboard"; dashboard: number; deviceAs?: string }
  /** Null is the device of what the widget shows. */
  | { to: "device"; device: number | null }
  | { to: "url"; url: string };

export type LinkKind = Target["to"];
export const LINK_KINDS: readonly LinkKind[] = ["page", "dashboard", "device", "url"];
/** How a variable's value stands in the address. */
export const VARIABLE_PREFIX = "var-";
/** A public page inside of another site's: it stays so from page to page. */
const IN_FRAME = "embed";

export function readLink(raw: unknown): WidgetLink | null {
  const link = asRecord(raw);
  const kept = { keepsRange: link.keepsRange !== false, keepsVariables: link.keepsVariables !== false };
  switch (link.to) {
    case "page":
      return { to: "page", page: asText(link.page), ...kept };
    case "dashboard":
      return typeof link.dashboard === "number"
        ? { to: "dashboard", dashboard: link.dashboard, deviceAs: asText(link.deviceAs), ...kept }
        : null;
    case "device":
      return { to: "device", device: typeof link.device === "number" ? link.device : null, ...kept };
    case "url":
      return { to: "url", url: asText(link.url), ...kept };
    default:
      return null;
  }
}

export type UrlProblem = "empty" | "scheme" | "broken";

/** What is the matter with a web address, or null. Only https leads out: script must never run from a dashboard. */
export function urlProblem(url: string): UrlProblem | null {
  if (url.trim() === "") return "empty";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these inside of a scheme, so we look without them.
  const bare = url.replace(/[\u0000-\u0020]/g, "").toLowerCase();
  if (!bare.startsWith("https://")) return "scheme";
  return URL.canParse(url.trim()) ? null : "broken";
}

export interface Place {
  /** The address of the dashboard itself, where it has one. */
  here: string | null;
  pages: readonly { id: string }[];
  search: URLSearchParams;
  /** The device of the widget's first source, or else the one that is chosen above the page. */
  deviceId: number | null;
  /** What is chosen above the page, also where the address says nothing of it. */
  chosen?: readonly { name: string; values: readonly (string | number)[] }[];
}

/** The address a link leads to, and whether it leaves Sluice; null when it leads nowhere. */
export function hrefOf(link: WidgetLink, place: Place): { href: string; isExternal: boolean } | null {
  const within = (path: string, more: Record<string, string> = {}) => {
    const query = new URLSearchParams(more);
    for (const [name, value] of place.search) {
      if (name in more) continue;
      const isKept = name.startsWith(VARIABLE_PREFIX) ? link.keepsVariables : link.keepsRange && isRange(name);
      if (isKept || name === IN_FRAME) query.append(name, value);
    }
    const text = query.toString();
    return { href: text ? `${path}?${text}` : path, isExternal: false };
  };
  switch (link.to) {
    case "page":
      if (place.here === null || !place.pages.some(({ id }) => id === link.page)) return null;
      return within(place.here, { page: link.page });
    case "dashboard":
      return within(`/dashboards/${link.dashboard}`, variablesFor(link, place));
    case "device": {
      const device = link.device ?? place.deviceId;
      return device === null ? null : { href: `/devices/${device}`, isExternal: false };
    }
    case "url":
      return urlProblem(link.url) === null ? { href: link.url.trim(), isExternal: true } : null;
  }
}

/** One that stands for many may as well be all there are: the other dashboard has its own. */
function variablesFor(link: Target & { keepsVariables: boolean }, { chosen = [], deviceId, search }: Place) {
  const query: Record<string, string> = {};
  for (const { name, values } of link.keepsVariables ? chosen : []) {
    const [value = ""] = values;
    const key = `${VARIABLE_PREFIX}${name}`;
    if (values.length === 1 && value !== "" && !search.has(key)) query[key] = String(value);
  }
  if (link.to === "dashboard" && link.deviceAs && deviceId !== null) {
    query[`${VARIABLE_PREFIX}${link.deviceAs}`] = String(deviceId);
  }
  return query;
}

function isRange(name: string): boolean {
  return name === "from" || name === "to";
}
