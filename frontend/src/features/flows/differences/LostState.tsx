import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "../editor.module.css";
import type { FlowDocument } from "../graph/document";
import { lostStateQuery } from "../queries";

/** What a deploy of this document makes the flow forget; that everything is kept, when nothing is. */
export function LostState({ flowId, document }: { flowId: number; document: FlowDocument }) {
  const { t } = useTranslation("flows");
  const { data } = useQuery(lostStateQuery(flowId, document));
  if (!data) return null;
  if (data.length === 0) return <p className={classes.hintText}>{t("lost_state.none")}</p>;
  return (
    <ul className={classes.changes} data-testid="lost-state">
      {data.map(({ block, title, what }) => (
        <li key={block} className={classes.changed}>
          {t(what === "gone" ? "lost_state.gone" : "lost_state.anew", { title })}
        </li>
      ))}
    </ul>
  );
}
