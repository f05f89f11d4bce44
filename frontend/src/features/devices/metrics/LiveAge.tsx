import { useTranslation } from "react-i18next";
import type { Metric } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { useNewest } from "./NewestValues";

export function LiveAge({ metric }: { metric: Metric }) {
  const { t } = useTranslation("devices");
  const latest = useNewest(metric);
  return <TimeText time={latest?.ts} isAge missing={t("metric.no_sample")} />;
}
