import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useOpenEditor } from "../EditorContext";
import { sourceQuery } from "../queries";
import classes from "./runs.module.css";

/** The Python function that the workers run, for those who want to know exactly. */
export function SourceView() {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const { data, error, refetch } = useQuery(sourceQuery(flowId));
  if (error) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height={80} m="sm" />;
  if (!data.source) return <p className={classes.nothing}>{t("source.empty")}</p>;
  return (
    <>
      <p className={classes.nothing}>
        {data.revision === null ? t("source.of_draft") : t("source.of_revision", { number: data.revision })}
      </p>
      {/* Nothing in it takes the focus, and yet it is scrolled by keys. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above. */}
      <pre className={classes.source} tabIndex={0}>
        {data.source}
      </pre>
    </>
  );
}
