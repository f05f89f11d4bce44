import { ActionIcon, Slider } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconRouteOff } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ageText, fullTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { formatNumber } from "../../data/format";
import type { Source } from "../../data/source";
import { LazyMap } from "../../maps/LazyMap";
import { axisOf } from "../../maps/places";
import { lengthOf, placeAt, routeOf, type Stop } from "../../maps/route";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Route.module.css";

const STEP_MS = 50;

interface Way {
  name: string;
  stops: Stop[];
}

/** The ways that devices took in the time shown, and where they were at each moment of it. */
export function Route({ title, params, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const revision = sources.map((source) => `${source.info.topic}=${source.revision}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when samples have come.
  const ways = useMemo(() => waysOf(sources), [revision]);
  const routes = useMemo(() => ways.map(({ stops }) => stops), [ways]);
  const from_ms = Math.min(...routes.map((stops) => stops[0]?.at_ms ?? Number.POSITIVE_INFINITY));
  const to_ms = Math.max(...routes.map((stops) => stops.at(-1)?.at_ms ?? Number.NEGATIVE_INFINITY));
  /** Null: the newest moment, also while it moves on. */
  const [chosen_ms, choose] = useState<number | null>(null);
  const [isPlaying, play] = useState(false);
  const at_ms = Math.min(Math.max(chosen_ms ?? to_ms, from_ms), to_ms);

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      choose((before) => {
        const next = (before ?? from_ms) + STEP_MS * Number(params.speed);
        return Math.min(next, to_ms);
      });
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [isPlaying, from_ms, to_ms, params.speed]);
  useEffect(() => {
    if (isPlaying && at_ms >= to_ms) play(false);
  }, [isPlaying, at_ms, to_ms]);

  if (ways.length === 0) return <EmptyState isSmall icon={IconRouteOff} text={t("widget.route.unbound")} />;
  if (!Number.isFinite(from_ms)) return <EmptyState isSmall icon={IconRouteOff} text={t("widget.route.empty")} />;
  const markers = ways.flatMap(({ name, stops }) => {
    const stop = placeAt(stops, at_ms);
    if (!stop) return [];
    return [
      {
        ...stop,
        key: name,
        title: name,
        look: "normal" as const,
        label: ways.length > 1 ? name : "",
        lines: [],
        note: fullTime(at_ms),
      },
    ];
  });
  const length_km = routes.reduce((sum, stops) => sum + lengthOf(stops), 0) / 1000;
  return (
    <div className={classes.frame}>
      <LazyMap
        label={title}
        markers={markers}
        routes={routes}
        view={null}
        hasClusters={false}
        hasBackground={params.background}
      />
      <div className={classes.replay} data-no-drag>
        <ActionIcon
          aria-label={t(isPlaying ? "widget.route.pause" : "widget.route.play")}
          onClick={() => {
            if (!isPlaying && at_ms >= to_ms) choose(from_ms);
            play(!isPlaying);
          }}
        >
          {isPlaying ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </ActionIcon>
        <Slider
          className={classes.slider}
          size="sm"
          label={null}
          thumbLabel={t("widget.route.moment")}
          min={from_ms}
          max={Math.max(to_ms, from_ms + 1)}
          step={Math.max(1, Math.round((to_ms - from_ms) / 1000))}
          value={at_ms}
          onChange={(value) => {
            play(false);
            choose(value);
          }}
        />
        <time className="num" dateTime={new Date(at_ms).toISOString()}>
          {fullTime(at_ms)}
        </time>
      </div>
      <p className={classes.figures}>
        {t("widget.route.figures", { km: formatNumber(length_km, 1), time: ageText(to_ms - from_ms) })}
      </p>
    </div>
  );
}

/** Latitude and longitude of each device; of several, those that follow each other. */
function waysOf(sources: readonly Source[]): Way[] {
  const ways: Way[] = [];
  const waiting = new Map<number | null, Source>();
  for (const source of sources) {
    const axis = axisOf(source);
    const other = waiting.get(source.info.deviceId);
    if (!other) waiting.set(source.info.deviceId, source);
    else {
      waiting.delete(source.info.deviceId);
      // Without telling names the first of two is the latitude, as people say it.
      const [lat, lon] = axis === "lat" || axisOf(other) === "lon" ? [source, other] : [other, source];
      ways.push({ name: lat.info.device || lat.label, stops: routeOf(lat.series, lon.series) });
    }
  }
  return ways;
}
