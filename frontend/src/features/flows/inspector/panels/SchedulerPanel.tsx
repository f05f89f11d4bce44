import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { timeLocale } from "@/shared/i18n/i18n";
import { useEditor } from "../../EditorContext";
import classes from "../inspector.module.css";
import type { BlockPanel, PanelProps } from "./panel";

interface Preview {
  readonly text: string;
  /** With what the clock of the place is ahead of UTC: "2026-03-29T03:00:00+02:00" */
  readonly times: readonly string[];
  readonly zone: string;
}

const TYPING_MS = 300;
const HALF_A_MINUTE_MS = 30_000;

/** What the schedule means in words, and when it runs next, by the clock of its place. */
function SchedulerPanel({ id }: PanelProps) {
  const { t } = useTranslation("flows");
  const typed = useEditor((state) => state.scene.document.blocks[id]?.params ?? {});
  const [params] = useDebouncedValue(typed, TYPING_MS);
  const preview = useQuery({
    queryKey: ["blocks", "schedule", params],
    queryFn: () => api.post<Preview>("/api/blocks/schedule/preview", { params }),
    placeholderData: keepPreviousData,
    refetchInterval: HALF_A_MINUTE_MS,
    retry: false,
  });
  if (!preview.data && !preview.isError) return null;
  return (
    <section className={classes.panel} aria-label={t("schedule.title")} aria-live="polite">
      <h3 className={classes.panelTitle}>{t("schedule.title")}</h3>
      {preview.isError ? (
        <p className={classes.panelText}>{t("schedule.unclear")}</p>
      ) : (
        <>
          <p className={classes.panelText} data-testid="schedule-text">
            {preview.data.text}
          </p>
          {preview.data.times.length === 0 && <p className={classes.panelText}>{t("schedule.never")}</p>}
          <ol className={classes.times} data-testid="schedule-times">
            {preview.data.times.map((time) => (
              <li key={time} title={time}>
                {clockText(time)}
              </li>
            ))}
          </ol>
          <p className={classes.panelText}>{t("schedule.zone", { zone: preview.data.zone })}</p>
        </>
      )}
    </section>
  );
}

const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;

/** "Sun 29 Mar 2026, 03:00": as the clock of the place shows it, whatever that of the browser is. */
export function clockText(time: string): string {
  const [day = "", clock = ""] = time.split("T");
  const shown = clock.slice(0, clock.startsWith("00", 6) ? 5 : 8);
  return `${new Date(`${day}T00:00:00Z`).toLocaleDateString(timeLocale(), DAY).replace(",", "")}, ${shown}`;
}

export const panel: BlockPanel = { types: ["source.scheduler"], Panel: SchedulerPanel };
