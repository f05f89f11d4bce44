import { ActionIcon, Tooltip } from "@mantine/core";
import { IconRotate2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./FieldRow.module.css";

interface FieldRowProps {
  label: string;
  /** Another value than the type's own. */
  isChanged: boolean;
  reset: () => void;
  /** Several widgets are selected, and they differ here. */
  isMixed: boolean;
  /** What is wrong with the saved value. */
  error: string | null;
  children: ReactNode;
}

/** A field with the way back to its default, and what there is to say about its value. */
export function FieldRow({ label, isChanged, reset, isMixed, error, children }: FieldRowProps) {
  const { t } = useTranslation("dashboards");
  const back = t("panel.reset", { name: label });
  return (
    <div className={classes.row}>
      {children}
      {isMixed && <p className={classes.mixed}>{t("panel.mixed")}</p>}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      {isChanged && (
        <Tooltip label={back}>
          <ActionIcon size={20} className={classes.reset} aria-label={back} onClick={reset}>
            <IconRotate2 size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
