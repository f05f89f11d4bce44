import { Drawer } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fullTime } from "@/shared/time/format";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import type { AuditEntry } from "../types";
import classes from "./audit.module.css";
import { actionText, fieldText, isNothing, kindText, valueText } from "./auditTexts";

/** One deed with what was before and after. */
export function EntryDrawer({ entry, close }: { entry: AuditEntry | null; close: () => void }) {
  const { t } = useTranslation("organizations");
  const isPhone = useIsPhone();
  return (
    <Drawer
      opened={entry !== null}
      onClose={close}
      position="right"
      size={isPhone ? "100%" : "lg"}
      title={entry && `${actionText(entry.action)} ${kindText(entry.kind)}`}
    >
      {entry && (
        <>
          <dl className={classes.facts}>
            <dt>{t("audit.at")}</dt>
            <dd>{fullTime(entry.at)}</dd>
            <dt>{t("audit.who")}</dt>
            <dd>
              {entry.actor || t("audit.sluice")}
              {entry.is_superuser && ` (${t("audit.superuser")})`}
            </dd>
            <dt>{t("audit.address")}</dt>
            <dd>{entry.address || t("audit.inside")}</dd>
            <dt>{t("audit.target")}</dt>
            <dd>
              {entry.target || "–"} {entry.target_id && <span>({entry.target_id})</span>}
            </dd>
          </dl>
          {Object.entries(entry.changes).map(([field, [before, after]]) => (
            <section key={field} className={classes.change}>
              <h3 className={classes.field}>{actionText(fieldText(field))}</h3>
              <div className={classes.values} data-is-new={isNothing(before)}>
                {!isNothing(before) && (
                  <>
                    <div className={`${classes.value} ${classes.before}`}>
                      <span className="visually-hidden">{t("audit.before")}: </span>
                      {valueText(before)}
                    </div>
                    <IconArrowRight size={16} aria-hidden />
                  </>
                )}
                <div className={classes.value}>
                  <span className="visually-hidden">{t("audit.after")}: </span>
                  {valueText(after)}
                </div>
              </div>
            </section>
          ))}
          {Object.keys(entry.changes).length === 0 && <p>{t("audit.no_changes")}</p>}
        </>
      )}
    </Drawer>
  );
}
