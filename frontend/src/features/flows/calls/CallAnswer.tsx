import { SegmentedControl, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RestTrial } from "@/shared/api/types";
import { ProblemText } from "../inspector/ProblemText";
import { AnswerTree } from "./AnswerTree";
import classes from "./calls.module.css";
import { type Element, elementTree, jsonTree, type TreeNode } from "./picking";

interface CallAnswerProps {
  trial: RestTrial;
  picked: ReadonlyMap<string, string>;
  pick: (node: TreeNode) => void;
  pickHelp: string;
}

type View = "tree" | "raw" | "headers" | "request";
const VIEWS: readonly View[] = ["tree", "raw", "headers", "request"];

/** What a test call brought: what went wrong and what to do, or the answer to pick from. */
export function CallAnswer({ trial, picked, pick, pickHelp }: CallAnswerProps) {
  const { t } = useTranslation("flows");
  const tree = useMemo(() => treeOf(trial), [trial]);
  const [chosen, choose] = useState<View>("tree");
  const views = VIEWS.filter((view) => view !== "tree" || tree);
  const view = views.includes(chosen) ? chosen : "raw";
  const hint = trial.code ? t(`calls.hints.${trial.code}`, { defaultValue: "" }) : "";
  return (
    <div aria-live="polite">
      {trial.status !== null && (
        <p className={classes.status} data-testid="call-status">
          <span className={`${classes.code} ${trial.status >= 400 ? classes.bad : ""}`}>
            {trial.status} {trial.reason}
          </span>
          <span className={`num ${classes.dim}`}>{t("calls.took", { ms: Math.round(trial.took_ms ?? 0) })}</span>
          <span className={`num ${classes.dim}`}>{t("calls.size", { bytes: trial.size ?? 0 })}</span>
          <span className={classes.dim}>{trial.format}</span>
          {trial.redirects > 0 && (
            <span className={classes.dim}>{t("calls.redirects", { count: trial.redirects })}</span>
          )}
        </p>
      )}
      {trial.error && <ProblemText level="error" message={hint ? `${trial.error} ${hint}` : trial.error} />}
      {trial.picks.map(({ name, error }) => error && <ProblemText key={name} level="warning" message={error} />)}
      {trial.status !== null && (
        <>
          <SegmentedControl
            fullWidth
            size="xs"
            my={8}
            aria-label={t("calls.views.label")}
            value={view}
            onChange={(next) => choose(VIEWS.find((known) => known === next) ?? "tree")}
            data={views.map((each) => ({ value: each, label: t(`calls.views.${each}`) }))}
          />
          {view === "tree" && tree && (
            <>
              <Text size="xs" c="dimmed" mb={4}>
                {pickHelp}
              </Text>
              <AnswerTree root={tree} picked={picked} pick={pick} label={t("calls.views.tree")} />
            </>
          )}
          {view === "raw" && <pre className={classes.raw}>{trial.text || t("calls.no_text")}</pre>}
          {view === "headers" && <Headers rows={trial.headers} />}
          {view === "request" && trial.request && (
            <>
              <pre className={classes.raw}>
                {trial.request.method} {trial.request.url}
                {trial.request.payload && `\n\n${trial.request.payload}`}
              </pre>
              <Headers rows={trial.request.headers} />
            </>
          )}
          {trial.is_cut && (
            <Text size="xs" c="dimmed">
              {t("calls.cut")}
            </Text>
          )}
        </>
      )}
    </div>
  );
}

function Headers({ rows }: { rows: readonly { readonly name: string; readonly value: string }[] }) {
  return (
    <dl className={classes.headers}>
      {rows.map(({ name, value }) => (
        <div key={`${name} ${value}`} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function treeOf({ format, data, tree, error }: RestTrial): TreeNode | null {
  if (format === "json" && (data !== null || !error)) return jsonTree(data);
  // The server's shape for elements, which the schema calls anything.
  return tree ? elementTree(tree as Element) : null;
}
