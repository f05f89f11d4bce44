import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { asDate } from "@/shared/time/format";
import { TimeText } from "@/shared/time/TimeText";
import { useNow } from "@/shared/time/useNow";

/** The server writes last-seen times down now and then, not with every sample. */
const WRITTEN_EVERY_MS = 60_000;

export function LastSeen({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const now = useNow(10_000);
  const { last_seen_at, online } = device;
  if (online && last_seen_at && now - asDate(last_seen_at).getTime() < WRITTEN_EVERY_MS) return <span>{t("now")}</span>;
  return <TimeText time={last_seen_at} isAge missing={t("never")} />;
}
