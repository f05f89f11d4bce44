import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { MapCanvasProps } from "./MapCanvas";

const MapCanvas = lazy(async () => ({ default: (await import("./MapCanvas")).MapCanvas }));

/** The map library is large and comes only to pages that have a map. */
export function LazyMap(props: MapCanvasProps) {
  return (
    <Suspense fallback={<Skeleton height="100%" />}>
      <MapCanvas {...props} />
    </Suspense>
  );
}
