import { ActionIcon, Button, FileButton, Skeleton } from "@mantine/core";
import { IconLayoutDashboard, IconPlayerPlay, IconPlus, IconSearchOff, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { may } from "@/shared/session/may";
import { useCanSomewhere } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { SearchInput } from "@/shared/ui/SearchInput";
import classes from "./DashboardListPage.module.css";
import { FileDrop } from "./exchange/FileDrop";
import { ImportDialog } from "./exchange/ImportDialog";
import { CreateDialog } from "./list/CreateDialog";
import { DashboardCard } from "./list/DashboardCard";
import { RenameDialog } from "./list/RenameDialog";
import { type DashboardSummary, dashboardsQuery, deleteDashboard } from "./queries";
import { ShareDialog } from "./share/ShareDialog";

type Open =
  | { what: "create" }
  | { what: "import"; file: File }
  | { what: "rename" | "share"; dashboard: DashboardSummary }
  | null;

export function DashboardListPage() {
  const { t } = useTranslation("dashboards");
  const canSomewhere = useCanSomewhere();
  const [read, write] = useSearchState();
  const search = read("search");
  const { data, error, refetch } = useQuery(dashboardsQuery(search));
  const [open, setOpen] = useState<Open>(null);
  const { hidden, remove } = useRemove();
  const mayEdit = canSomewhere("edit_dashboards");
  const create = mayEdit && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setOpen({ what: "create" })}
      data-testid="new-dashboard"
    >
      {t("list.new")}
    </Button>
  );
  // Favourites first, otherwise as the server sorts them: by name.
  const items = data?.items
    .filter(({ id }) => !hidden.has(id))
    .toSorted((a, b) => Number(b.is_favourite) - Number(a.is_favourite));
  return (
    <Page>
      <PageHeader
        title={t("title")}
        actions={
          <>
            <Button
              component={Link}
              to="/dashboards/playlists"
              variant="default"
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              visibleFrom="sm"
            >
              {t("playlist.title")}
            </Button>
            <ActionIcon
              component={Link}
              to="/dashboards/playlists"
              variant="default"
              aria-label={t("playlist.title")}
              hiddenFrom="sm"
            >
              <IconPlayerPlay size={16} aria-hidden />
            </ActionIcon>
            {mayEdit && (
              <FileButton accept=".yaml,.yml,.json" onChange={(file) => file && setOpen({ what: "import", file })}>
                {(props) => (
                  // Files are brought at a desk; on a phone there is no room for a third button.
                  <Button
                    {...props}
                    variant="default"
                    leftSection={<IconUpload size={16} aria-hidden />}
                    visibleFrom="sm"
                  >
                    {t("exchange.open")}
                  </Button>
                )}
              </FileButton>
            )}
            {create}
          </>
        }
      />
      {(search || (items && items.length > 6)) && (
        <div className={classes.search}>
          <SearchInput value={search} change={(text) => write({ search: text })} label={t("list.search")} />
        </div>
      )}
      <FileDrop take={mayEdit ? (file) => setOpen({ what: "import", file }) : null}>
        {error && !data ? (
          <ErrorState error={error} retry={refetch} />
        ) : !items ? (
          <div className={classes.cards} aria-busy>
            {["a", "b", "c"].map((card) => (
              <Skeleton key={card} height={212} radius="md" />
            ))}
          </div>
        ) : items.length === 0 ? (
          search ? (
            <EmptyState icon={IconSearchOff} text={t("list.nothing", { search })} />
          ) : (
            <EmptyState
              icon={IconLayoutDashboard}
              text={t(mayEdit ? "list.empty" : "list.emptyViewer")}
              action={create}
            />
          )
        ) : (
          <ul className={classes.cards}>
            {items.map((dashboard) => (
              <li key={dashboard.id}>
                <DashboardCard
                  dashboard={dashboard}
                  edit={
                    may(dashboard, "edit_dashboards")
                      ? {
                          rename: () => setOpen({ what: "rename", dashboard }),
                          share: () => setOpen({ what: "share", dashboard }),
                          remove: () => remove(dashboard),
                        }
                      : null
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </FileDrop>
      {open?.what === "import" && <ImportDialog file={open.file} close={() => setOpen(null)} />}
      {open?.what === "create" && <CreateDialog close={() => setOpen(null)} />}
      {open?.what === "share" && <ShareDialog dashboard={open.dashboard} close={() => setOpen(null)} />}
      {open?.what === "rename" && <RenameDialog dashboard={open.dashboard} close={() => setOpen(null)} />}
    </Page>
  );
}

/** A deleted dashboard leaves the list at once and the server after ten seconds, unless it is taken back. */
function useRemove() {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const show = (id: number) => setHidden((known) => new Set([...known].filter((one) => one !== id)));
  const remove = ({ id, name }: DashboardSummary) => {
    setHidden((known) => new Set(known).add(id));
    offerUndo({
      message: t("list.deleted", { name }),
      undo: () => show(id),
      commit: () => {
        deleteDashboard(id)
          .catch((error: unknown) => {
            show(id);
            notifyError(error);
          })
          .finally(() => void client.invalidateQueries({ queryKey: ["dashboards", "list"] }));
      },
    });
  };
  return { hidden, remove };
}
