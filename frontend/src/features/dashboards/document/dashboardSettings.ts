/** What holds for a dashboard as a whole. Absent fields mean: as the person who looks has it. */
export interface DashboardSettings {
  /** A name of the theme, so that it fits light and dark alike. */
  background?: Background;
  /** A picture behind the widgets, as text inside the document. */
  picture?: string;
  /** Space between and inside of widgets. */
  density?: "compact" | "comfortable";
  /** `false` leaves the title row of every widget out. */
  hasTitles?: boolean;
  /** The time zone in which times are shown, whoever looks. */
  zone?: string;
  /** Everything is asked anew so often, besides the live values. */
  refresh_s?: number;
}

export const BACKGROUNDS = ["plain", "sunken", "tinted", "dots", "night"] as const;
export type Background = (typeof BACKGROUNDS)[number];
export const DENSITIES = ["compact", "comfortable"] as const;
/** A document takes one megabyte at most; the picture may not be all of it. */
export const PICTURE_BOUND = 400_000;
export const REFRESH_S = { least: 5, most: 86_400 };

const PICTURE = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/;

/** Fields we do not know stay; what does not fit is left out. */
export function parseSettings(raw: unknown): DashboardSettings {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return {};
  const { background, picture, density, hasTitles, zone, refresh_s, ...rest } = raw as Record<string, unknown>; // checked above
  const settings: DashboardSettings = { ...rest };
  const known = BACKGROUNDS.find((name) => name === background);
  if (known) settings.background = known;
  if (isPicture(picture)) settings.picture = picture;
  const dense = DENSITIES.find((name) => name === density);
  if (dense) settings.density = dense;
  if (hasTitles === false) settings.hasTitles = false;
  if (isZone(zone)) settings.zone = zone;
  if (typeof refresh_s === "number" && refresh_s >= REFRESH_S.least && refresh_s <= REFRESH_S.most) {
    settings.refresh_s = refresh_s;
  }
  return settings;
}

/** Only pixels: an SVG could hold scripts, and an address would tell others who looks. */
export function isPicture(value: unknown): value is string {
  return typeof value === "string" && value.length <= PICTURE_BOUND && PICTURE.test(value);
}

function isZone(value: unknown): value is string {
  if (typeof value !== "string" || !value) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
