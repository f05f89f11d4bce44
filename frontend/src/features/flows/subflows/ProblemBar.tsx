import { CloseButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useOpenEditor, useView } from "../EditorContext";
import { ProblemList } from "../runs/ProblemList";
import classes from "../runs/runs.module.css";

/** Below the canvas: what is wrong with the subflow. Folded to one line until it is wanted. */
export function ProblemBar() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const isOpen = useView((state) => state.dock === "problems");
  const errors = useView(({ problems }) => problems.filter(({ level }) => level === "error").length);
  const warnings = useView(({ problems }) => problems.length) - errors;
  const counts = [
    errors > 0 && t("problems.errors", { count: errors }),
    warnings > 0 && t("problems.warnings", { count: warnings }),
  ];
  const state = counts.filter(Boolean).join(", ") || t("problems.none");
  if (!isOpen) {
    return (
      <div className={classes.folded}>
        <button
          type="button"
          className={errors > 0 ? `${classes.foldedTab} ${classes.wrong}` : classes.foldedTab}
          onClick={() => view.setState({ dock: "problems" })}
          data-testid="problems-tab"
        >
          <IconAlertTriangle size={14} aria-hidden /> {state}
        </button>
      </div>
    );
  }
  return (
    <div className={classes.dock} data-testid="dock">
      <div className={classes.tabs}>
        <CloseButton
          className={classes.closeDock}
          size="sm"
          aria-label={t("dock.close")}
          onClick={() => view.setState({ dock: null })}
        />
      </div>
      <div className={classes.panel}>
        <ProblemList />
      </div>
    </div>
  );
}
