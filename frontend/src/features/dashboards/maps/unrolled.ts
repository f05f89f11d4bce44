type Ring = GeoJSON.Position[];

/**
 * Countries as they lie on a flat map. Natural Earth's rings go on at -180° where they leave at 180°: drawn as they are,
 * Russia is a stripe around the whole world that turns land and sea inside out.
 */
export function unrolled(world: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  return { ...world, features: world.features.map((one) => ({ ...one, geometry: unrolledGeometry(one.geometry) })) };
}

function unrolledGeometry(geometry: GeoJSON.Geometry): GeoJSON.Geometry {
  if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") return geometry;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return { type: "MultiPolygon", coordinates: polygons.flatMap(unrolledPolygon) };
}

/** What reaches over an edge of the map stands at its other edge as well. */
function unrolledPolygon(rings: Ring[]): Ring[][] {
  const flat = rings.map(unrolledRing);
  const longitudes = (flat[0] ?? []).map(([longitude = 0]) => longitude);
  const copies = [flat];
  if (Math.max(...longitudes) > 180) copies.push(flat.map((ring) => moved(ring, -360)));
  if (Math.min(...longitudes) < -180) copies.push(flat.map((ring) => moved(ring, 360)));
  return copies;
}

function unrolledRing(ring: Ring): Ring {
  let turn = 0;
  let before = ring[0]?.[0] ?? 0;
  const flat = ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) turn -= 360;
    else if (longitude - before < -180) turn += 360;
    before = longitude;
    return [longitude + turn, latitude];
  });
  const [first, last] = [flat[0], flat.at(-1)];
  // Once around the world: Antarctica, which the pole belongs to.
  if (turn !== 0 && first && last) flat.push([last[0] ?? 0, -90], [first[0] ?? 0, -90], first);
  return flat;
}

function moved(ring: Ring, by: number): Ring {
  return ring.map(([longitude = 0, latitude = 0]) => [longitude + by, latitude]);
}
