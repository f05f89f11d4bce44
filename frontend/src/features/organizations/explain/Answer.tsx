import { Badge } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Panel } from "@/shared/ui/Panel";
import type { ExplainedRow, Explanation } from "../types";
import classes from "./ExplainPage.module.css";

/** The answer in words, and the entries of profiles that speak about the place. */
export function Answer({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation("organizations");
  const { allowed, sentence, user, breadcrumbs, rows } = explanation;
  const Glyph = allowed ? IconCircleCheck : IconCircleX;
  return (
    <Panel isFlush>
      <div className={classes.verdict} data-allowed={allowed} role="status">
        <Glyph size={28} stroke={1.6} aria-hidden />
        <div>
          <p className={classes.answer}>{t(allowed ? "explain.yes" : "explain.no", { user })}</p>
          <p className={classes.sentence}>{sentence}</p>
          <p className={classes.way}>{breadcrumbs.map(({ label }) => label).join(" › ")}</p>
        </div>
      </div>
      {rows.length > 0 && (
        <>
          <div className={classes.heading}>{t("explain.rows")}</div>
          {rows.map((row) => (
            <Row key={`${row.profile_id} ${row.effect} ${row.node.key}`} row={row} />
          ))}
        </>
      )}
    </Panel>
  );
}

function Row({ row }: { row: ExplainedRow }) {
  const { t } = useTranslation("organizations");
  const names = row.permissions.map((name) => t(`permissions.${name}`));
  const role = row.dashboard_role && t("entries.role_summary", { role: t(`roles.${row.dashboard_role}.label`) });
  const said = [...names, role].filter(Boolean).join(" · ") || t("entries.everything");
  return (
    <div className={classes.row} data-decides={row.decides} data-quiet={!row.decides}>
      <span className={classes.effect}>{t(`entries.${row.effect}`)}</span>
      <span className={classes.what}>
        <Link to={`/administration/profiles/${row.profile_id}`}>{row.profile}</Link>
        <span>{t("explain.on", { node: row.node.label })}</span>
      </span>
      {row.decides ? <Badge>{t("explain.decides")}</Badge> : <span />}
      <span className={classes.small}>
        {said}
        {!row.covers && ` — ${t("explain.not_covered")}`}
        {row.lacks_switch && ` — ${t("explain.lacks_switch", { name: row.lacks_switch })}`}
      </span>
    </div>
  );
}
