import { useTranslation } from "react-i18next";
import type { Replay } from "./queries";

export interface SideNames {
  readonly here: string;
  /** Null when it was compared with nothing. */
  readonly there: string | null;
}

/** What the two sides of a replay are called. */
export function useSideNames(replay: Replay): SideNames {
  const { t } = useTranslation("flows");
  const here = replay.number === null ? t("replay.draft") : t("history.revision", { number: replay.number });
  if (replay.against === "none") return { here, there: null };
  if (replay.against === "recorded") return { here, there: t("replay.recorded") };
  return { here, there: t("history.revision", { number: replay.against_number }) };
}
