import { useTranslation } from "react-i18next";
import { TimeText } from "@/shared/time/TimeText";
import { useReveal } from "../canvas/useReveal";
import { useEditor, useOpenEditor } from "../EditorContext";
import type { ReplayResult } from "./queries";
import classes from "./replay.module.css";

/** Blocks that failed; a click shows the block. Nothing when all went well. */
export function ErrorList({ result }: { result: ReplayResult }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const blocks = useEditor((state) => state.scene.document.blocks);
  const reveal = useReveal();
  const { errors } = result.here;
  if (errors.length === 0) return null;
  const show = (id: string) => {
    view.setState({ isReplayOpen: false });
    reveal({ kind: "block", id });
  };
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("replay.errors")}</h3>
      <ul className={classes.rows}>
        {errors.map((error) => (
          <li key={error.block}>
            <button
              type="button"
              className={classes.row}
              disabled={!blocks[error.block]}
              onClick={() => show(error.block)}
              data-testid="replay-error"
            >
              <strong className={classes.wrong}>{result.titles[error.block] ?? error.block}</strong>
              <span className={classes.what}>{error.message}</span>
              <span className={classes.dim}>
                {t("replay.failed_times", { count: error.count })} <TimeText time={error.ts} />
                {error.device_id !== null && `, ${result.devices[String(error.device_id)] ?? ""}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
