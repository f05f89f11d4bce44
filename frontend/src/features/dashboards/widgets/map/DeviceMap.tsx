import { IconMapPinOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import { LazyMap } from "../../maps/LazyMap";
import { placedOf } from "../../maps/places";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./DeviceMap.module.css";
import type { fields } from "./index";
import { markerOf } from "./marker";

const MOST_NAMED = 3;

/** Devices where they are, marked by how serious their values are. */
export function DeviceMap({ title, params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const things = placedOf(sources);
  const made = things.flatMap((thing) => markerOf(thing, { params, rules, now_ms, t }) ?? []);
  // Every second is a new now; the map hears only of what reads differently.
  const signature = JSON.stringify(made);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature holds all that the markers say.
  const markers = useMemo(() => made, [signature]);
  const lost = things.filter(({ place }) => !place).map(({ name }) => name);
  const view = useMemo(
    () =>
      params.latitude === null || params.longitude === null
        ? null
        : { lat: params.latitude, lon: params.longitude, zoom: params.zoom },
    [params.latitude, params.longitude, params.zoom],
  );
  if (things.length > 0 && markers.length === 0) {
    return <EmptyState isSmall icon={IconMapPinOff} text={t("widget.map.nowhere")} />;
  }
  return (
    <div className={classes.frame}>
      <LazyMap
        label={title}
        markers={markers}
        view={view}
        hasClusters={params.clusters}
        hasBackground={params.background}
      />
      {lost.length > 0 && (
        <p className={classes.lost}>
          {t("widget.map.lost", { count: lost.length, names: lost.slice(0, MOST_NAMED).join(", ") })}
        </p>
      )}
      <ul className="visually-hidden" data-testid="map-list">
        {markers.map(({ key, title: name, lines, note }) => (
          <li key={key}>
            {[name, ...lines.map(([path, text]) => `${path} ${text}`), note].filter(Boolean).join(", ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
