import { Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import classes from "../editor.module.css";
import { blocksQuery } from "../queries";
import type { Draft } from "../types";
import { subflowDraftQuery, subflowQuery, subflowRevisionQuery, subflowsQuery } from "./queries";
import { SubflowScreen } from "./SubflowScreen";
import "../tokens.css";

/** One subflow: its draft to edit, or with `?revision=3` what was published then, to look at. */
export function SubflowPage() {
  const { t } = useTranslation("flows");
  const id = Number(useParams().id);
  const [read] = useSearchState();
  const number = Number(read("revision")) || null;
  const can = useCan();
  const isPhone = useIsPhone();
  const queryClient = useQueryClient();
  const subflow = useQuery(subflowQuery(id));
  const blocks = useQuery(blocksQuery);
  const all = useQuery(subflowsQuery());
  const draft = useQuery({ ...subflowDraftQuery(id), enabled: number === null });
  const revision = useQuery({ ...subflowRevisionQuery(id, number ?? 0), enabled: number !== null });
  useEffect(() => {
    if (number !== null) queryClient.removeQueries({ queryKey: subflowDraftQuery(id).queryKey });
  }, [number, id, queryClient]);
  const opened = useMemo<Draft | undefined>(() => {
    if (number === null) return draft.data;
    if (!revision.data) return undefined;
    const { document, ports, created_at, author } = revision.data;
    return { document, ports, problems: [], version: 0, updated_at: created_at, author };
  }, [number, draft.data, revision.data]);
  const error = subflow.error ?? blocks.error ?? all.error ?? draft.error ?? revision.error;
  const trail = [
    { to: "/flows", label: t("title") },
    { to: "/flows/subflows", label: t("subflow.many") },
  ];
  if (error) {
    return (
      <>
        <PageHeader title={t("subflow.one")} trail={trail} />
        <ErrorState error={error} retry={() => Promise.all([subflow.refetch(), blocks.refetch(), draft.refetch()])} />
      </>
    );
  }
  if (!subflow.data || !blocks.data || !all.data || !opened) {
    return (
      <div className={classes.loading} aria-busy="true">
        <PageHeader title={subflow.data?.name ?? t("subflow.one")} trail={trail} />
        <Loader size="sm" aria-label={t("loading")} />
      </div>
    );
  }
  return (
    <SubflowScreen
      key={`${id} ${number}`}
      subflow={subflow.data}
      types={blocks.data.items}
      subflows={all.data.items}
      draft={opened}
      revision={number}
      isPhone={isPhone}
      isReadOnly={number !== null || isPhone || !can("edit_flows")}
    />
  );
}
