import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { useQuery } from "@tanstack/react-query";
import { useContext, useEffect, useRef, useState } from "react";
import Supercluster from "supercluster";
import { api } from "@/shared/api/client";
import { PublicPlaceContext, publicAddress } from "../public/publicPlace";
import classes from "./MapCanvas.module.css";
import { LOOKS, type Look, markOf, worst } from "./mark";
import type { Place } from "./places";
import type { Stop } from "./route";
import { type Detail, worldOf } from "./world";

export interface Marker extends Place {
  key: string;
  title: string;
  look: Look;
  /** Written beside the mark; empty: nothing. */
  label: string;
  /** What the popup lists: name and text. */
  lines: readonly (readonly [string, string])[];
  note: string;
}

export interface MapCanvasProps {
  label: string;
  markers: readonly Marker[];
  routes?: readonly (readonly Stop[])[];
  /** Where to look first; null: at everything that is there. */
  view: (Place & { zoom: number }) | null;
  hasClusters: boolean;
  hasBackground: boolean;
}

interface MapAnswer {
  tiles: string;
  attribution: string;
}

const NEAREST = 18;
const FIT_NEAREST = 12;
const PADDING_PX: L.PointTuple = [32, 32];
/** From here on the coarse outlines look wrong. */
const FINE_FROM_ZOOM = 4;

type Kept = { marker: Marker };

/** The only component that knows Leaflet. It is drawn in SVG, so that it prints as vectors and follows the theme by itself. */
export function MapCanvas(props: MapCanvasProps) {
  const { label, markers, routes = [], view, hasClusters, hasBackground } = props;
  const place = useContext(PublicPlaceContext);
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<L.Map | null>(null);
  const { data: source } = useQuery({
    queryKey: ["maps"],
    queryFn: ({ signal }) =>
      place
        ? api.get<MapAnswer>(publicAddress(place, "/maps"), {}, signal)
        : api.get<MapAnswer>("/api/maps", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: hasBackground,
  });

  useEffect(() => {
    if (!frame.current) return;
    const made = L.map(frame.current, {
      maxZoom: NEAREST,
      minZoom: 1,
      worldCopyJump: true,
      zoomSnap: 0.5,
      attributionControl: false,
      // Wheels scroll the page; with Ctrl, the buttons or two fingers the map.
      scrollWheelZoom: false,
    }).setView([30, 10], 1.5);
    const resized = new ResizeObserver(() => made.invalidateSize({ animate: false }));
    resized.observe(frame.current);
    const zoomed = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      made.setZoomAround(made.mouseEventToContainerPoint(event), made.getZoom() - Math.sign(event.deltaY) * 0.5);
    };
    const element = frame.current;
    element.addEventListener("wheel", zoomed, { passive: false });
    setMap(made);
    return () => {
      resized.disconnect();
      element.removeEventListener("wheel", zoomed);
      made.remove();
      setMap(null);
    };
  }, []);

  useBackground(map, hasBackground ? source : undefined);
  useFirstView(map, { view, places: [...markers, ...routes.flat()] });
  useMarkers(map, { markers, hasClusters });
  useRoutes(map, routes);

  return (
    <section
      ref={frame}
      className={classes.map}
      aria-label={label}
      data-no-drag
      data-testid="map"
      data-ready={map !== null}
    />
  );
}

/** Tiles where the administrator has named some, else the outlines that we carry, finer when one comes near. */
function useBackground(map: L.Map | null, source: MapAnswer | undefined) {
  useEffect(() => {
    if (!map || !source) return;
    if (source.tiles) {
      const tiles = L.tileLayer(source.tiles, { maxZoom: NEAREST }).addTo(map);
      const attribution = L.control.attribution({ prefix: false }).addTo(map);
      // As text: the setting is the administrator's, but a page of ours runs nobody's markup.
      attribution.addAttribution(escaped(source.attribution));
      return () => {
        tiles.remove();
        attribution.remove();
      };
    }
    let shown: { detail: Detail; layer: L.Layer } | null = null;
    let isGone = false;
    const draw = async () => {
      const detail = map.getZoom() >= FINE_FROM_ZOOM ? "fine" : "coarse";
      if (shown?.detail === detail) return;
      const world = await worldOf(detail).catch(() => null);
      if (!world || isGone || (shown && shown.detail === detail)) return;
      const layer = L.geoJSON(world, { interactive: false, style: { className: classes.land, fillOpacity: 1 } });
      shown?.layer.remove();
      layer.addTo(map).bringToBack();
      shown = { detail, layer };
    };
    void draw();
    map.on("zoomend", draw);
    return () => {
      isGone = true;
      map.off("zoomend", draw);
      shown?.layer.remove();
    };
  }, [map, source]);
}

function escaped(text: string): string {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

interface FirstView {
  view: (Place & { zoom: number }) | null;
  places: readonly Place[];
}

/** Looks once at what is there; afterwards the person decides. */
function useFirstView(map: L.Map | null, { view, places }: FirstView) {
  const lookedFor = useRef("");
  useEffect(() => {
    if (!map) {
      lookedFor.current = "";
      return;
    }
    const wanted = view ? JSON.stringify(view) : places.length > 0 ? "all" : "";
    if (!wanted || lookedFor.current === wanted) return;
    lookedFor.current = wanted;
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else {
      const bounds = L.latLngBounds(places.map(({ lat, lon }) => [lat, lon]));
      map.fitBounds(bounds, { padding: PADDING_PX, maxZoom: FIT_NEAREST, animate: false });
    }
  }, [map, view, places]);
}

function useMarkers(map: L.Map | null, { markers, hasClusters }: { markers: readonly Marker[]; hasClusters: boolean }) {
  const drawn = useRef(new Map<string, L.Marker & Partial<Kept>>());
  useEffect(() => {
    if (!map) return;
    const index = hasClusters
      ? new Supercluster<Kept, { look: Look }>({
          radius: 48,
          maxZoom: NEAREST - 2,
          map: ({ marker }) => ({ look: marker.look }),
          reduce: (sum, { look }) => {
            sum.look = worst(sum.look, look);
          },
        }).load(markers.map((marker) => pointOf(marker)))
      : null;
    const draw = () => {
      const wanted = new Map<string, () => L.Marker>();
      if (!index) for (const marker of markers) wanted.set(marker.key, () => single(marker));
      else {
        const [zoom, bounds] = [Math.round(map.getZoom()), map.getBounds().pad(0.2)];
        const box: [number, number, number, number] = [
          bounds.getWest(),
          bounds.getSouth(),
          bounds.getEast(),
          bounds.getNorth(),
        ];
        for (const found of index.getClusters(box, zoom)) {
          const [lon = 0, lat = 0] = found.geometry.coordinates;
          const facts = found.properties;
          if ("cluster_id" in facts) {
            const key = `c:${facts.cluster_id}:${facts.point_count}:${facts.look}`;
            wanted.set(key, () =>
              cluster({ lat, lon }, facts.point_count, facts.look).on("click keypress", () =>
                map.setView([lat, lon], Math.min(index.getClusterExpansionZoom(facts.cluster_id), NEAREST)),
              ),
            );
          } else wanted.set(facts.marker.key, () => single(facts.marker));
        }
      }
      for (const [key, marker] of drawn.current) {
        if (wanted.has(key)) continue;
        marker.remove();
        drawn.current.delete(key);
      }
      const byKey = new Map(markers.map((marker) => [marker.key, marker]));
      for (const [key, make] of wanted) {
        const known = drawn.current.get(key);
        const news = byKey.get(key);
        if (known && news) refresh(known, news);
        else if (!known) drawn.current.set(key, make().addTo(map));
      }
    };
    draw();
    map.on("moveend", draw);
    return () => {
      map.off("moveend", draw);
    };
  }, [map, markers, hasClusters]);
  useEffect(() => {
    const all = drawn.current;
    return () => {
      // With the map itself everything on it goes.
      if (map) all.clear();
    };
  }, [map]);
}

function pointOf(marker: Marker): GeoJSON.Feature<GeoJSON.Point, Kept> {
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [marker.lon, marker.lat] },
    properties: { marker },
  };
}

function iconOf(look: Look): L.DivIcon {
  return L.divIcon({ className: classes.mark, html: markOf(look), iconSize: [28, 28] });
}

function single(marker: Marker): L.Marker {
  const made: L.Marker & Partial<Kept> = L.marker([marker.lat, marker.lon], {
    icon: iconOf(marker.look),
    alt: textOf(marker),
    title: marker.title,
    zIndexOffset: LOOKS.indexOf(marker.look) * 1000,
  });
  made.marker = marker;
  made.bindPopup(() => popupOf(made.marker ?? marker));
  if (marker.label) made.bindTooltip(labelOf(marker), { permanent: true, direction: "right", offset: [12, 0] });
  return made;
}

/** News of a marker that stands there: only what differs is touched. */
function refresh(known: L.Marker & Partial<Kept>, news: Marker): void {
  const before = known.marker;
  known.marker = news;
  if (before?.lat !== news.lat || before.lon !== news.lon) known.setLatLng([news.lat, news.lon]);
  if (before?.look !== news.look) known.setIcon(iconOf(news.look)).setZIndexOffset(LOOKS.indexOf(news.look) * 1000);
  if (before?.label !== news.label) {
    known.unbindTooltip();
    if (news.label) known.bindTooltip(labelOf(news), { permanent: true, direction: "right", offset: [12, 0] });
  }
  known.getElement()?.setAttribute("alt", textOf(news));
  if (known.isPopupOpen() && before !== news) known.getPopup()?.setContent(popupOf(news));
}

function textOf({ title, lines }: Marker): string {
  return [title, ...lines.map(([name, text]) => `${name} ${text}`)].join(", ");
}

function labelOf({ label }: Marker): HTMLElement {
  const element = document.createElement("span");
  element.textContent = label;
  return element;
}

function popupOf({ title, lines, note }: Marker): HTMLElement {
  const popup = document.createElement("div");
  popup.className = classes.popup ?? "";
  popup.dir = "auto";
  const add = (parent: HTMLElement, tag: string, text: string) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
  };
  add(popup, "h3", title);
  const list = document.createElement("dl");
  for (const [name, text] of lines) {
    add(list, "dt", name);
    add(list, "dd", text);
  }
  popup.append(list);
  if (note) add(popup, "p", note);
  return popup;
}

function cluster({ lat, lon }: Place, count: number, look: Look): L.Marker {
  const size = 30 + Math.min(18, Math.round(Math.log2(count) * 3));
  const element = document.createElement("span");
  element.className = classes.cluster ?? "";
  element.dataset.look = look;
  element.style.width = element.style.height = `${size}px`;
  element.textContent = String(count);
  return L.marker([lat, lon], {
    icon: L.divIcon({ className: classes.mark, html: element, iconSize: [size, size] }),
    alt: String(count),
  });
}

function useRoutes(map: L.Map | null, routes: readonly (readonly Stop[])[]) {
  useEffect(() => {
    if (!map) return;
    const lines = routes.map((route) =>
      L.polyline(
        route.map(({ lat, lon }): L.LatLngTuple => [lat, lon]),
        { className: classes.route, weight: 3, interactive: false },
      ).addTo(map),
    );
    return () => {
      for (const line of lines) line.remove();
    };
  }, [map, routes]);
}
