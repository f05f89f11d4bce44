import {
  ActionIcon,
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Switch,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/shared/session/useMe";
import { FormError } from "@/shared/ui/FormError";
import { parseDocument } from "../document/dashboardDocument";
import { dashboardQuery, dashboardsQuery } from "../queries";
import classes from "./PlaylistsPage.module.css";
import { type Playlist, type PlaylistItem, playlistsQuery, savePlaylist } from "./queries";

const FRESH_SECONDS = 30;
const ALL_PAGES = "";

export function PlaylistDialog({ playlist, close }: { playlist: Playlist | null; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const mayShare = useCan()("edit_dashboards");
  const dashboards = useQuery(dashboardsQuery("")).data?.items ?? [];
  const [name, setName] = useState(playlist?.name ?? "");
  const [isShared, setShared] = useState(playlist?.is_shared ?? false);
  const [items, setItems] = useState<readonly PlaylistItem[]>(playlist?.items ?? []);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      savePlaylist(playlist?.id ?? null, {
        name: name.trim(),
        is_shared: isShared,
        items: items.map(({ dashboard, page, seconds }) => ({ dashboard, page, seconds })),
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: playlistsQuery.queryKey });
      close();
    },
  });
  const put = (place: number, item: PlaylistItem) => setItems(items.map((one, i) => (i === place ? item : one)));
  const first = dashboards[0];
  return (
    <Modal opened onClose={close} title={playlist ? playlist.name : t("playlist.new")} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !isPending) mutate();
        }}
      >
        <Stack>
          <FormError error={error} />
          <TextInput
            data-autofocus
            label={t("playlist.name")}
            maxLength={100}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="playlist-name"
          />
          <div className={classes.entries}>
            {items.map((item, place) => (
              <Entry
                // biome-ignore lint/suspicious/noArrayIndexKey: a dashboard may stand there twice.
                key={place}
                item={item}
                place={place}
                choices={dashboards.map((one) => ({ value: String(one.id), label: one.name }))}
                change={(next) => put(place, next)}
                up={() => setItems(items.toSpliced(place, 1).toSpliced(place - 1, 0, item))}
                remove={() => setItems(items.toSpliced(place, 1))}
              />
            ))}
          </div>
          <Group>
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={!first}
              onClick={() =>
                first &&
                setItems([...items, { dashboard: first.id, name: first.name, page: null, seconds: FRESH_SECONDS }])
              }
              data-testid="add-entry"
            >
              {first ? t("playlist.add") : t("playlist.noDashboards")}
            </Button>
          </Group>
          {(mayShare || isShared) && (
            <Switch
              label={t("playlist.isShared")}
              description={t("playlist.isSharedHelp")}
              checked={isShared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={isPending} data-testid="save-playlist">
              {t("playlist.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface EntryProps {
  item: PlaylistItem;
  place: number;
  choices: readonly { value: string; label: string }[];
  change: (item: PlaylistItem) => void;
  up: () => void;
  remove: () => void;
}

function Entry({ item, place, choices, change, up, remove }: EntryProps) {
  const { t } = useTranslation("dashboards");
  const { data } = useQuery({ ...dashboardQuery(item.dashboard), enabled: item.name !== null });
  const pages = data ? parseDocument(data.document).pages : [];
  const value = String(item.dashboard);
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <div className={classes.entry}>
      <Select
        label={t("playlist.dashboard")}
        searchable
        allowDeselect={false}
        data={isKnown ? [...choices] : [...choices, { value, label: item.name ?? t("playlist.gone") }]}
        value={value}
        onChange={(id) => {
          const chosen = choices.find((choice) => choice.value === id);
          if (chosen) change({ ...item, dashboard: Number(id), name: chosen.label, page: null });
        }}
      />
      <Select
        label={t("playlist.page")}
        allowDeselect={false}
        data={[
          { value: ALL_PAGES, label: t("playlist.allPages") },
          ...pages.map(({ id, title }) => ({ value: id, label: title || id })),
        ]}
        value={item.page ?? ALL_PAGES}
        onChange={(page) => change({ ...item, page: page || null })}
      />
      <NumberInput
        label={t("playlist.seconds")}
        min={3}
        max={86_400}
        value={item.seconds}
        onChange={(seconds) => typeof seconds === "number" && change({ ...item, seconds })}
      />
      <Group gap={4} wrap="nowrap">
        <Tooltip label={t("playlist.up", { place: place + 1 })}>
          <ActionIcon aria-label={t("playlist.up", { place: place + 1 })} disabled={place === 0} onClick={up}>
            <IconArrowUp size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("playlist.remove", { place: place + 1 })}>
          <ActionIcon aria-label={t("playlist.remove", { place: place + 1 })} onClick={remove}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}
