import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fullTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { formatCount } from "@/shared/values/format";
import { AlarmPairs } from "./AlarmPairs";
import { EffectList } from "./EffectList";
import { ErrorList } from "./ErrorList";
import type { ReplayDetail } from "./queries";
import { ReplayChart } from "./ReplayChart";
import classes from "./replay.module.css";
import { useSideNames } from "./useSideNames";

/** What came of it: curves and alarms side by side, what would have been done, what failed. */
export function ReplayResultView({ replay }: { replay: ReplayDetail }) {
  const { t } = useTranslation("flows");
  const names = useSideNames(replay);
  const { result } = replay;
  if (replay.status === "cancelled") return <EmptyState isSmall text={t("replay.cancelled")} />;
  if (replay.status === "failed" || !result) {
    return (
      <Alert color="red" title={t("replay.failed")}>
        {replay.error}
      </Alert>
    );
  }
  const span = { start: fullTime(replay.start_ms), end: fullTime(replay.end_ms) };
  const figures = { samples: formatCount(result.samples), devices: result.keys, took_s: result.took_s };
  return (
    <div className={classes.result} data-testid="replay-result">
      <p className={classes.summary}>
        <strong>{names.there ? t("replay.beside", { here: names.here, there: names.there }) : names.here}</strong>{" "}
        {t("replay.span", span)} {t("replay.figures", { ...figures, count: result.keys })}
      </p>
      {replay.notes.length > 0 && (
        <Alert color="gray" icon={<IconInfoCircle size={16} />} className={classes.notes}>
          {replay.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Alert>
      )}
      <ReplayChart replay={replay} result={result} names={names} />
      <AlarmPairs replay={replay} result={result} names={names} />
      <EffectList result={result} />
      <ErrorList result={result} />
    </div>
  );
}
