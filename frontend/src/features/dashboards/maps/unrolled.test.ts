import { describe, expect, it } from "vitest";
import { unrolled } from "./unrolled";

function drawn(ring: GeoJSON.Position[]) {
  const geometry: GeoJSON.Polygon = { type: "Polygon", coordinates: [ring] };
  const world = unrolled({ type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry }] });
  const shape = world.features[0]?.geometry;
  return shape?.type === "MultiPolygon" ? shape.coordinates.map(([outer]) => outer) : [];
}

describe("countries on a flat map", () => {
  it("leaves a country alone that reaches over no edge", () => {
    const finland = [
      [20, 60],
      [30, 60],
      [30, 70],
      [20, 60],
    ];
    expect(drawn(finland)).toEqual([finland]);
  });

  it("goes on behind the date line, and stands at the other edge as well", () => {
    const chukotka = [
      [170, 65],
      [-170, 65],
      [-170, 69],
      [170, 69],
      [170, 65],
    ];
    expect(drawn(chukotka)).toEqual([
      [
        [170, 65],
        [190, 65],
        [190, 69],
        [170, 69],
        [170, 65],
      ],
      [
        [-190, 65],
        [-170, 65],
        [-170, 69],
        [-190, 69],
        [-190, 65],
      ],
    ]);
  });

  it("closes what goes around the world over the pole", () => {
    const antarctica = [
      [-180, -70],
      [-60, -75],
      [60, -70],
      [179, -70],
      [-180, -70],
    ];
    expect(drawn(antarctica)[0]).toEqual([
      [-180, -70],
      [-60, -75],
      [60, -70],
      [179, -70],
      [180, -70],
      [180, -90],
      [-180, -90],
      [-180, -70],
    ]);
  });
});
