import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import fine from "world-atlas/countries-50m.json?url";
import coarse from "world-atlas/countries-110m.json?url";
import { unrolled } from "./unrolled";

export type Detail = "coarse" | "fine";

const URLS: Record<Detail, string> = { coarse, fine };
const known = new Map<Detail, Promise<GeoJSON.FeatureCollection>>();

/** The countries of the world, from Natural Earth; read once a page, from our own server. */
export function worldOf(detail: Detail): Promise<GeoJSON.FeatureCollection> {
  const world = known.get(detail) ?? read(URLS[detail]);
  known.set(detail, world);
  world.catch(() => known.delete(detail));
  return world;
}

async function read(url: string): Promise<GeoJSON.FeatureCollection> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const topology: Topology<{ countries: GeometryCollection }> = await answer.json();
  return unrolled(feature(topology, topology.objects.countries));
}
