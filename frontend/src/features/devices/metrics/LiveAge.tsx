import { useTranslation } from "react-i18next";
import type { Metric } from "@/shared/api/types";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { TimeText } from "@/shared/time/TimeText";

export function LiveAge({ metric }: { metric: Metric }) {
  const { t } = useTranslation("devices");
  const latest = useLiveValue(`m:${metric.id}`);
  return <TimeText time={latest?.ts} isAge missing={t("metric.no_sample")} />;
}
