import { Select, Skeleton } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { PlotlyChart } from "@/shared/charts/PlotlyChart";
import { type CurveChoice, choicesOf, curveOf, firstChoice, raisedOf } from "./curves";
import type { Replay, ReplayResult } from "./queries";
import classes from "./replay.module.css";
import { replayFigure } from "./replayFigure";
import type { SideNames } from "./useSideNames";

interface ReplayChartProps {
  replay: Replay;
  result: ReplayResult;
  names: SideNames;
}

/** One output of one device, from both sides over the same time, with their alarms above. */
export function ReplayChart({ replay, result, names }: ReplayChartProps) {
  const { t } = useTranslation("flows");
  const choices = useMemo(() => choicesOf(result), [result]);
  const [chosen, setChosen] = useState<CurveChoice | undefined>(() => firstChoice(result));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new picture is drawn when what it shows is another.
  const revision = useMemo(() => ({}), [result, chosen]);
  if (!chosen) return <p className={classes.nothing}>{t("replay.no_curves")}</p>;
  const blocks = [...new Set(choices.map(({ block }) => block))];
  const devices = choices.filter(({ block }) => block === chosen.block).map(({ device }) => device);
  const span = { device: chosen.device, start_ms: replay.start_ms, end_ms: replay.end_ms };
  const here = {
    name: names.here,
    curve: curveOf(result.here.curves, chosen),
    raised: raisedOf(result.alarms.items, "here", span),
  };
  const there = names.there && {
    name: names.there,
    curve: curveOf(result.there?.curves, chosen),
    raised: raisedOf(result.alarms.items, "there", span),
  };
  const choose = (part: Partial<CurveChoice>) => {
    const wanted = { ...chosen, ...part };
    const fitting = choices.find(({ block, device }) => block === wanted.block && device === wanted.device);
    setChosen(fitting ?? choices.find(({ block }) => block === wanted.block) ?? chosen);
  };
  return (
    <section className={classes.section}>
      <div className={classes.choice}>
        <Select
          aria-label={t("replay.output")}
          allowDeselect={false}
          value={chosen.block}
          onChange={(block) => block && choose({ block })}
          data={blocks.map((block) => ({ value: block, label: result.titles[block] ?? block }))}
        />
        {devices.some((device) => device !== null) && (
          <Select
            aria-label={t("replay.device")}
            allowDeselect={false}
            searchable={devices.length > 8}
            value={String(chosen.device)}
            onChange={(device) => device && choose({ device: Number(device) })}
            data={devices.map((device) => ({
              value: String(device),
              label: result.devices[String(device)] ?? String(device),
            }))}
          />
        )}
      </div>
      <div className={classes.chart}>
        <PlotlyChart
          label={t("replay.chart", { output: result.titles[chosen.block] ?? chosen.block })}
          revision={revision}
          figure={(context) =>
            replayFigure({ start_ms: replay.start_ms, end_ms: replay.end_ms, here, there: there || null }, context)
          }
          skeleton={<Skeleton height="100%" />}
        />
      </div>
      <p className={classes.legend}>
        <span className={classes.legendHere}>{names.here}</span>
        {names.there && <span className={classes.legendThere}>{names.there}</span>}
        <span>{t("replay.lanes")}</span>
      </p>
      {(result.here.has_more_curves || result.there?.has_more_curves) && (
        <p className={classes.nothing}>{t("replay.more_curves")}</p>
      )}
    </section>
  );
}
