import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { ApiError } from "@/shared/api/ApiError";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { parseDocument } from "./document/dashboardDocument";
import { createDashboardEditor } from "./editor/dashboardEditor";
import { EditorContext } from "./editor/EditorContext";
import { OpenDashboard } from "./OpenDashboard";
import { PlaylistPlayer } from "./playlists/PlaylistPlayer";
import { type DashboardDetail, dashboardQuery } from "./queries";
import { PageSkeleton } from "./view/PageSkeleton";

export function DashboardPage() {
  const { t } = useTranslation("dashboards");
  const id = Number(useParams().dashboardId);
  const { data, error, refetch } = useQuery(dashboardQuery(id));
  // What was shared with us a moment ago and is no longer must not stay on the screen.
  const isGone = error instanceof ApiError && error.family === "missing";
  const isPlaying = useSearchParams()[0].has("playlist");
  const pages = useMemo(() => (data ? parseDocument(data.document).pages.map((page) => page.id) : null), [data]);
  const player = isPlaying && <PlaylistPlayer pages={isGone ? null : pages} />;
  if (data && !isGone) {
    return (
      <>
        <Editor key={id} dashboard={data} />
        {player}
      </>
    );
  }
  return (
    <>
      {player}
      <PageHeader title={t("title")} />
      {error ? <ErrorState error={error} retry={refetch} /> : <PageSkeleton />}
    </>
  );
}

/** One store for as long as this dashboard is open, whatever the query cache does meanwhile. */
function Editor({ dashboard }: { dashboard: DashboardDetail }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer answer must not throw away what is being edited.
  const editor = useMemo(() => createDashboardEditor(parseDocument(dashboard.document), dashboard.version), []);
  return (
    <EditorContext value={editor}>
      <OpenDashboard dashboard={dashboard} />
    </EditorContext>
  );
}
