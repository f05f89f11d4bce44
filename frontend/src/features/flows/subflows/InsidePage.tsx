import { Button, Loader } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { EditorScreen } from "../EditorScreen";
import classes from "../editor.module.css";
import { isSame } from "../graph/changes";
import type { FlowDocument } from "../graph/document";
import { insideOf, runsOf, type Use } from "../graph/subflows";
import { blocksQuery, flowQuery, readDraft, revisionQuery } from "../queries";
import type { Draft, RevisionDetail, ToldPorts } from "../types";
import { type Subflow, subflowsQuery } from "./queries";

interface Inside {
  readonly use: Use;
  readonly document: FlowDocument;
  readonly ports: ToldPorts;
  readonly name: string;
  /** Whether this is what runs: then there are values to see. */
  readonly isLive: boolean;
}

/** Follow a path of blocks, each inside the subflow of the one before. */
const insideQuery = (flowId: number, liveRevision: number | null, place: string) =>
  queryOptions({
    queryKey: ["flows", flowId, "inside", liveRevision, place],
    queryFn: async (): Promise<Inside> => {
      const { document: drafted } = await readDraft(flowId);
      const live = liveRevision === null ? null : await revisionQuery(flowId, liveRevision).queryFn?.({} as never);
      const found = await walk(drafted, place.split("/"));
      const running = live && (await walk(live.document, place.split("/")).catch(() => null));
      const isLive = !!running && isSame(running.use, found.use);
      const document = insideOf(found.detail.document, place);
      const ports = Object.fromEntries(
        Object.entries(found.detail.ports).map(([id, told]) => [`${place}/${id}`, told]),
      );
      return { use: found.use, document, ports, name: found.name, isLive };
    },
    gcTime: 0,
  });

async function walk(document: FlowDocument, path: readonly string[]) {
  const [id = "", ...rest] = path;
  const use = runsOf(document.blocks[id]);
  if (!use) throw new Error(i18next.t("flows:inside.gone", { place: path.join("/") }));
  const detail = await api.get<RevisionDetail>(`/api/subflows/${use.subflow}/revisions/${use.revision}`);
  if (rest.length > 0) return await walk(detail.document, rest);
  const { name } = await api.get<Subflow>(`/api/subflows/${use.subflow}`);
  return { use, detail, name };
}

interface InsidePageProps {
  flowId: number;
  /** Ids of blocks, from the outermost: `b3/u1`. */
  place: string;
  isPhone: boolean;
}

/** The blocks inside a subflow as they run in one flow: to look at, with the values they have there. */
export function InsidePage({ flowId, place, isPhone }: InsidePageProps) {
  const { t } = useTranslation("flows");
  const flow = useQuery(flowQuery(flowId));
  const blocks = useQuery(blocksQuery);
  const subflows = useQuery(subflowsQuery());
  const inside = useQuery({
    ...insideQuery(flowId, flow.data?.live_revision ?? null, place),
    enabled: flow.data !== undefined,
  });
  const draft = useMemo<Draft | undefined>(() => {
    if (!inside.data) return undefined;
    const { document, ports } = inside.data;
    return { document, ports, problems: [], version: 0, updated_at: "", author: null };
  }, [inside.data]);
  const error = flow.error ?? blocks.error ?? subflows.error ?? inside.error;
  if (error) {
    return (
      <>
        <PageHeader title={t("title")} trail={[{ to: `/flows/${flowId}`, label: flow.data?.name ?? t("title") }]} />
        <ErrorState error={error} retry={inside.refetch} />
      </>
    );
  }
  if (!flow.data || !blocks.data || !subflows.data || !inside.data || !draft) {
    return (
      <div className={classes.loading} aria-busy="true">
        <Loader size="sm" aria-label={t("loading")} />
      </div>
    );
  }
  const { name, use, isLive } = inside.data;
  const above = place.includes("/") ? `?inside=${encodeURIComponent(place.slice(0, place.lastIndexOf("/")))}` : "";
  const banner = (
    <div className={classes.banner} data-testid="inside-banner">
      <span className={classes.conflictText}>
        {t(isLive ? "inside.live" : "inside.not_live", { name, number: use.revision, flow: flow.data.name })}
      </span>
      <Button size="compact-sm" variant="default" component={Link} to={`/flows/subflows/${use.subflow}`}>
        {t("subflow.edit")}
      </Button>
      <Button size="compact-sm" component={Link} to={`/flows/${flowId}${above}`}>
        {t("inside.back")}
      </Button>
    </div>
  );
  return (
    <EditorScreen
      key={`${flowId} ${place} ${isLive} ${use.revision}`}
      flow={flow.data}
      types={blocks.data.items}
      subflows={subflows.data.items}
      draft={draft}
      revision={isLive ? (flow.data.live_revision ?? 0) : 0}
      isPhone={isPhone}
      isReadOnly
      banner={banner}
    />
  );
}
