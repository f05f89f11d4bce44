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
import { EditorScreen } from "./EditorScreen";
import classes from "./editor.module.css";
import { blocksQuery, draftQuery, flowQuery, revisionQuery } from "./queries";
import { InsidePage } from "./subflows/InsidePage";
import { subflowsQuery } from "./subflows/queries";
import type { Draft } from "./types";
import "./tokens.css";

/** One flow: its draft to edit, or with `?revision=3` what was deployed then, to look at. */
export function FlowPage() {
  const id = Number(useParams().id);
  const [read] = useSearchState();
  const isPhone = useIsPhone();
  const place = read("inside");
  return place ? <InsidePage key={place} flowId={id} place={place} isPhone={isPhone} /> : <WholeFlow />;
}

function WholeFlow() {
  const { t } = useTranslation("flows");
  const id = Number(useParams().id);
  const [read] = useSearchState();
  const number = Number(read("revision")) || null;
  const can = useCan();
  const isPhone = useIsPhone();
  const flow = useQuery(flowQuery(id));
  const blocks = useQuery(blocksQuery);
  const subflows = useQuery(subflowsQuery());
  const draft = useQuery({ ...draftQuery(id), enabled: number === null });
  const revision = useQuery({ ...revisionQuery(id, number ?? 0), enabled: number !== null });
  const queryClient = useQueryClient();
  useEffect(() => {
    // Leaving the draft drops it: coming back must not begin with a version that was saved over since.
    if (number !== null) queryClient.removeQueries({ queryKey: draftQuery(id).queryKey });
  }, [number, id, queryClient]);

  const opened = useMemo<Draft | undefined>(() => {
    if (number === null) return draft.data;
    if (!revision.data) return undefined;
    const { document, ports, created_at, author } = revision.data;
    return { document, ports, problems: [], version: 0, updated_at: created_at, author };
  }, [number, draft.data, revision.data]);

  const error = flow.error ?? blocks.error ?? subflows.error ?? draft.error ?? revision.error;
  const retry = () => Promise.all([flow.refetch(), blocks.refetch(), number ? revision.refetch() : draft.refetch()]);
  if (error) {
    return (
      <>
        <PageHeader title={t("title")} trail={[{ to: "/flows", label: t("title") }]} />
        <ErrorState error={error} retry={retry} />
      </>
    );
  }
  if (!flow.data || !blocks.data || !subflows.data || !opened) {
    return (
      <div className={classes.loading} aria-busy="true">
        <PageHeader title={flow.data?.name ?? t("title")} trail={[{ to: "/flows", label: t("title") }]} />
        <Loader size="sm" aria-label={t("loading")} />
      </div>
    );
  }
  return (
    <EditorScreen
      key={`${id} ${number}`}
      flow={flow.data}
      types={blocks.data.items}
      subflows={subflows.data.items}
      draft={opened}
      revision={number}
      isPhone={isPhone}
      isReadOnly={number !== null || isPhone || !can("edit_flows")}
    />
  );
}
