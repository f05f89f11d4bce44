import type { Source } from "../data/source";

export interface Place {
  /** Degrees north. */
  lat: number;
  /** Degrees east. */
  lon: number;
}

/** One thing on a map: a device with all that is bound of it, or a source that belongs to no device. */
export interface Placed {
  key: string;
  name: string;
  deviceId: number | null;
  /** Null while nobody says where it is. */
  place: Place | null;
  /** When its own position was measured; null where it stands still. */
  at_ms: number | null;
  /** What else is bound of it. */
  values: readonly Source[];
}

const LATITUDE = /^(lat|latitude)$/i;
const LONGITUDE = /^(lon|lng|long|longitude)$/i;

/** The axis that a source measures by its name, such as `gps/latitude`. */
export function axisOf(source: Source): "lat" | "lon" | null {
  const name = source.info.path.split("/").at(-1) ?? "";
  if (LATITUDE.test(name)) return "lat";
  return LONGITUDE.test(name) ? "lon" : null;
}

/** Sources by device, each where its own measured position, one value that holds both, its attributes or its site say. */
export function placedOf(sources: readonly Source[]): Placed[] {
  const groups = new Map<string, Source[]>();
  for (const source of sources) {
    if (source.info.state === "missing") continue;
    const key = source.info.deviceId === null ? source.info.topic : `d:${source.info.deviceId}`;
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups].map(([key, members]) => placed(key, members));
}

function placed(key: string, members: readonly Source[]): Placed {
  const first = members[0];
  const latitude = members.find((source) => axisOf(source) === "lat");
  const longitude = members.find((source) => axisOf(source) === "lon");
  const both = members.find((source) => placeIn(source.latest?.value));
  const measured = placeOf(latitude?.latest?.value, longitude?.latest?.value) ?? placeIn(both?.latest?.value);
  const fixed = first?.info.place;
  return {
    key,
    name: first?.info.device || first?.label || key,
    deviceId: first?.info.deviceId ?? null,
    place: measured ?? (fixed ? placeOf(...fixed) : null),
    at_ms: measured ? (latitude?.latest?.ts ?? both?.latest?.ts ?? null) : null,
    values: members.filter((source) => source !== latitude && source !== longitude && source !== both),
  };
}

function placeOf(lat: unknown, lon: unknown): Place | null {
  if (typeof lat !== "number" || typeof lon !== "number" || !Number.isFinite(lat) || !Number.isFinite(lon)) return null;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** `{lat, lon}`, `{latitude, longitude}` or a GeoJSON point. */
function placeIn(value: unknown): Place | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const facts = new Map(Object.entries(value));
  const point = facts.get("coordinates");
  if (facts.get("type") === "Point" && Array.isArray(point)) return placeOf(point[1], point[0]);
  const named = (pattern: RegExp) => [...facts].find(([name]) => pattern.test(name))?.[1];
  return placeOf(named(LATITUDE), named(LONGITUDE));
}
