import { IconAlertTriangle, IconCircleXFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useReveal } from "../canvas/useReveal";
import { useActivity, useEditor, useView } from "../EditorContext";
import { titleOf } from "../graph/wiring";
import classes from "./runs.module.css";

/** Everything that stops a deploy or failed while running; a click shows the block. */
export function ProblemList({ shown }: { shown?: () => void }) {
  const { t } = useTranslation("flows");
  const problems = useView((state) => state.problems);
  const activity = useActivity((state) => state.blocks);
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const reveal = useReveal();
  const failures = Object.entries(activity).filter(([id, { lastError }]) => lastError && document.blocks[id]);
  const show = (block: string | null) => {
    if (!block || !document.blocks[block]) return;
    reveal({ kind: "block", id: block });
    shown?.();
  };
  if (problems.length === 0 && failures.length === 0) return <p className={classes.nothing}>{t("problems.nothing")}</p>;
  return (
    <ul className={classes.rows}>
      {problems.map((problem) => (
        <li key={`${problem.block} ${problem.field} ${problem.message}`}>
          <button type="button" className={classes.row} onClick={() => show(problem.block)} data-testid="problem">
            {problem.level === "error" ? (
              <IconCircleXFilled size={14} className={classes.errorIcon} aria-label={t("problems.error")} />
            ) : (
              <IconAlertTriangle size={14} className={classes.warningIcon} aria-label={t("problems.warning")} />
            )}
            {problem.block && <span className={classes.where}>{titleOf(document, catalogue, problem.block)}</span>}
            <span className={classes.what}>{problem.message}</span>
          </button>
        </li>
      ))}
      {failures.map(([id, { lastError, errors }]) => (
        <li key={`run ${id}`}>
          <button type="button" className={classes.row} onClick={() => show(id)}>
            <IconCircleXFilled size={14} className={classes.errorIcon} aria-label={t("problems.error")} />
            <span className={classes.where}>{titleOf(document, catalogue, id)}</span>
            <span className={classes.what}>{t("problems.while_running", { message: lastError, count: errors })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
