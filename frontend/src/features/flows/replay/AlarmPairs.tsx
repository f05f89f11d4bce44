import { Badge } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeText } from "@/shared/time/TimeText";
import { formatValue } from "@/shared/values/format";
import type { Replay, ReplayPair, ReplayResult } from "./queries";
import classes from "./replay.module.css";
import type { SideNames } from "./useSideNames";

const KINDS = ["only_here", "only_there", "moved", "same"] as const;
type Kind = (typeof KINDS)[number];
const COLORS: Record<Kind, string> = { only_here: "blue", only_there: "orange", moved: "yellow", same: "gray" };

interface AlarmPairsProps {
  replay: Replay;
  result: ReplayResult;
  names: SideNames;
}

/** The alarms of both sides, paired: what would be new, gone, or at another time. */
export function AlarmPairs({ result, names }: AlarmPairsProps) {
  const { t } = useTranslation("flows");
  const { alarms } = result;
  const [shown, setShown] = useState<Kind | null>(null);
  const kinds: readonly Kind[] = names.there ? KINDS : ["only_here"];
  const total = kinds.reduce((sum, kind) => sum + alarms[kind], 0);
  const items = alarms.items.filter(({ kind }) => !shown || kind === shown);
  const label = (kind: Kind) =>
    names.there ? t(`replay.kinds.${kind}`, { here: names.here, there: names.there }) : t("replay.kinds.raised");
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("replay.alarms")}</h3>
      {total === 0 && <p className={classes.nothing}>{t("replay.no_alarms")}</p>}
      {total > 0 && (
        <>
          <div className={classes.counts}>
            {kinds.map((kind) => (
              <button
                key={kind}
                type="button"
                className={classes.count}
                aria-pressed={shown === kind}
                disabled={alarms[kind] === 0}
                onClick={() => setShown(shown === kind ? null : kind)}
                data-testid={`replay-${kind}`}
              >
                <strong className="num">{alarms[kind]}</strong> {label(kind)}
              </button>
            ))}
          </div>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th>{t("replay.alarm")}</th>
                  <th>{names.here}</th>
                  {names.there && <th>{names.there}</th>}
                </tr>
              </thead>
              <tbody>
                {items.map((pair) => (
                  <tr key={`${pair.block} ${pair.device_id} ${pair.here?.raised_ts} ${pair.there?.raised_ts}`}>
                    <td>
                      <div className={classes.alarm}>
                        <span>{result.titles[pair.block] ?? pair.block}</span>
                        {pair.device_id !== null && (
                          <span className={classes.dim}>
                            {result.devices[String(pair.device_id)] ?? pair.device_id}
                          </span>
                        )}
                        {names.there && (
                          <Badge size="sm" className={classes.kind} color={COLORS[pair.kind as Kind]}>
                            {label(pair.kind as Kind)}
                          </Badge>
                        )}
                      </div>
                    </td>
                    <td>
                      <Occurrence alarm={pair.here} />
                    </td>
                    {names.there && (
                      <td>
                        <Occurrence alarm={pair.there} />
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {total > alarms.items.length && (
            <p className={classes.nothing}>{t("replay.more_alarms", { count: total - alarms.items.length })}</p>
          )}
          {alarms.is_cut && <p className={classes.nothing}>{t("replay.cut_alarms")}</p>}
        </>
      )}
    </section>
  );
}

function Occurrence({ alarm }: { alarm: ReplayPair["here"] }) {
  const { t } = useTranslation("flows");
  if (!alarm) return <span className={classes.dim}>–</span>;
  return (
    <span className={classes.occurrence}>
      <TimeText time={alarm.raised_ts} />
      <span className={classes.dim}>
        {alarm.cleared_ts === null ? t("replay.stays") : t("replay.lasted", { duration: lasting(alarm) })}
      </span>
      {alarm.value !== null && <span className="num">{formatValue(alarm.value as never)}</span>}
    </span>
  );
}

function lasting({ raised_ts, cleared_ts }: { raised_ts: number; cleared_ts: number | null }): string {
  const seconds = Math.round(((cleared_ts ?? raised_ts) - raised_ts) / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
