import { Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./RollOutBar.module.css";
import { type RollOut, shares } from "./rollOut";

/** One line on how far all devices are, with a bar in which failures stand out. */
export function RollOutBar({ rollOut }: { rollOut: RollOut }) {
  const { t } = useTranslation("files");
  const { total, applied, failed } = rollOut;
  if (total === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("roll_out.none")}
      </Text>
    );
  const parts = shares(rollOut);
  const words =
    applied === total
      ? t("roll_out.all_applied", { count: total })
      : `${t("roll_out.some_applied", { applied, count: total })} ${failed ? t("roll_out.failed_too", { failed }) : ""}`;
  return (
    <div>
      <Text size="sm" mb={6} className="num" aria-live="polite">
        {words}
      </Text>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ step, percent }) => (
          <span key={step} className={`${classes.part} ${classes[step]}`} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {parts.map(({ step, count }) => (
          <li key={step} className={classes.entry}>
            <Tooltip label={t(`status_help.${step}`)}>
              <span className={classes.label}>
                <span className={`${classes.dot} ${classes[step]}`} aria-hidden />
                {t(`status.${step}`)} <span className="num">{count}</span>
              </span>
            </Tooltip>
          </li>
        ))}
      </ul>
    </div>
  );
}
