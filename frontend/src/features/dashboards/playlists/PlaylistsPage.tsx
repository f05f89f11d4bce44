import { Button, Group, Skeleton } from "@mantine/core";
import { IconPencil, IconPlayerPlay, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { PlaylistDialog } from "./PlaylistDialog";
import classes from "./PlaylistsPage.module.css";
import { deletePlaylist, type Playlist, playlistsQuery } from "./queries";
import { addressOf, playable } from "./turns";

/** Dashboards in turn: one's own lists, and those that are shared with everybody. */
export function PlaylistsPage() {
  const { t } = useTranslation("dashboards");
  const { data, error, refetch } = useQuery(playlistsQuery);
  const [open, setOpen] = useState<Playlist | "new" | null>(null);
  const { hidden, remove } = useRemove();
  const items = data?.items.filter(({ id }) => !hidden.has(id));
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")} data-testid="new-playlist">
      {t("playlist.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("playlist.title")}
        trail={[{ to: "/dashboards", label: t("title") }]}
        actions={items && items.length > 0 && create}
      />
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !items ? (
        <Skeleton height={160} radius="md" />
      ) : items.length === 0 ? (
        <EmptyState icon={IconPlayerPlay} text={t("playlist.empty")} action={create} />
      ) : (
        <Panel isFlush>
          <ul className={classes.list}>
            {items.map((playlist) => (
              <Line
                key={playlist.id}
                playlist={playlist}
                edit={() => setOpen(playlist)}
                remove={() => remove(playlist)}
              />
            ))}
          </ul>
        </Panel>
      )}
      {open && <PlaylistDialog playlist={open === "new" ? null : open} close={() => setOpen(null)} />}
    </Page>
  );
}

function Line({ playlist, edit, remove }: { playlist: Playlist; edit: () => void; remove: () => void }) {
  const { t } = useTranslation("dashboards");
  const { id, name, items, is_shared, owner, may_change } = playlist;
  const shown = playable(items);
  const first = shown[0];
  return (
    <li className={classes.line} data-testid={`playlist-${id}`}>
      <div className={classes.what}>
        <h2 className={classes.name}>{name}</h2>
        <p className={classes.facts}>
          {t("playlist.summary", { count: shown.length })}
          {is_shared && ` · ${t("playlist.shared")}`}
          {!may_change && owner && ` · ${t("playlist.by", { name: owner })}`}
        </p>
      </div>
      <Group gap="xs" wrap="nowrap">
        {may_change && (
          <>
            <Button variant="subtle" color="gray" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
              {t("playlist.delete")}
            </Button>
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={edit}>
              {t("playlist.edit")}
            </Button>
          </>
        )}
        {first && (
          <Button
            component={Link}
            to={addressOf(first, { at: 0, page: first.page ?? null }, id, new URLSearchParams())}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            // A browser may refuse the whole screen; the page is then as large as the window.
            onClick={() => void document.documentElement.requestFullscreen?.().catch(() => undefined)}
            data-testid={`play-${id}`}
          >
            {t("playlist.play")}
          </Button>
        )}
      </Group>
    </li>
  );
}

/** A deleted playlist leaves the list at once and the server after ten seconds, unless it is taken back. */
function useRemove() {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const show = (id: number) => setHidden((known) => new Set([...known].filter((one) => one !== id)));
  const remove = ({ id, name }: Playlist) => {
    setHidden((known) => new Set(known).add(id));
    offerUndo({
      message: t("playlist.deleted", { name }),
      undo: () => show(id),
      commit: () => {
        deletePlaylist(id)
          .catch((error: unknown) => {
            show(id);
            notifyError(error);
          })
          .finally(() => void client.invalidateQueries({ queryKey: playlistsQuery.queryKey }));
      },
    });
  };
  return { hidden, remove };
}
