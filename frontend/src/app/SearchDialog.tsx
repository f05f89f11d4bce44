import { Loader, Modal, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  type Icon,
  IconChartLine,
  IconDeviceDesktopAnalytics,
  IconLayoutDashboard,
  IconSchema,
  IconSearch,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, type Query } from "@/shared/api/client";
import type { Device, Metric, Named } from "@/shared/api/types";
import { NODE_ICONS } from "@/shared/nodes/NodeIcon";
import { type NodeKind, nodePath } from "@/shared/nodes/nodes";
import { isForMe } from "@/shared/routing/Feature";
import { useCan } from "@/shared/session/useMe";
import { navigation } from "./features";
import classes from "./SearchDialog.module.css";

interface Hit {
  key: string;
  to: string;
  name: string;
  place: string;
  icon: Icon;
}

const HITS_A_KIND = 5;

/** An organization or a site. */
interface Place {
  key: string;
  kind: NodeKind;
  label: string;
  breadcrumbs: { label: string }[];
}

function wayOf({ breadcrumbs }: Place): string {
  return breadcrumbs.at(-2)?.label ?? "";
}

async function found(search: string, signal: AbortSignal): Promise<Hit[]> {
  const query = { search, limit: HITS_A_KIND };
  // One source that fails must not take the others with it.
  const ask = <T,>(path: string, more: Query = {}) =>
    api.get<{ items: T[] }>(path, { ...query, ...more }, signal).then(
      (page) => page.items,
      () => [],
    );
  const [dashboards, places, devices, metrics, flows] = await Promise.all([
    ask<Named>("/api/dashboards"),
    ask<Place>("/api/tree/search", { kinds: "organization,site" }),
    ask<Device>("/api/devices"),
    ask<Metric>("/api/metrics"),
    ask<Named>("/api/flows"),
  ]);
  return [
    ...dashboards.map((one) => hit("dashboard", `/dashboards/${one.id}`, one.name, "", IconLayoutDashboard)),
    ...places.map((one) => hit("place", nodePath(one.key), one.label, wayOf(one), NODE_ICONS[one.kind])),
    ...devices.map((one) => hit("device", `/devices/${one.id}`, one.name, one.site ?? "", IconDeviceDesktopAnalytics)),
    ...metrics.map((one) =>
      hit(`metric${one.id}`, `/devices/${one.device_id}?metric=${one.id}`, one.path, one.device, IconChartLine),
    ),
    ...flows.map((one) => hit("flow", `/flows/${one.id}`, one.name, "", IconSchema)),
  ];
}

function hit(kind: string, to: string, name: string, place: string, icon: Hit["icon"]): Hit {
  return { key: `${kind} ${to}`, to, name, place, icon };
}

/** Go anywhere by name. Arrow keys choose, Enter goes. */
export function SearchDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const [query] = useDebouncedValue(text.trim(), 150);
  const answer = useQuery({
    queryKey: ["search", query],
    queryFn: ({ signal }) => found(query, signal),
    enabled: isOpen && query.length > 0,
    placeholderData: (previous) => previous,
  });
  const pages = navigation
    .filter((entry) => isForMe(entry, can))
    .map((entry) => hit("page", entry.to, t(entry.label), "", entry.icon))
    .filter((page) => page.name.toLowerCase().includes(text.trim().toLowerCase()));
  const hits = query ? [...(answer.data ?? []), ...pages] : pages;
  const current = Math.min(chosen, hits.length - 1);

  function go(target: Hit | undefined): void {
    if (!target) return;
    close();
    setText("");
    void navigate(target.to);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setChosen(Math.min(current + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(current - 1, 0));
    else if (event.key === "Enter") go(hits[current]);
    else return;
    event.preventDefault();
  }

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      attributes={{ content: { "aria-label": t("frame.search_everything") } }}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      centered={false}
      size={560}
    >
      <TextInput
        data-autofocus
        variant="unstyled"
        classNames={{ input: classes.input }}
        leftSection={answer.isFetching ? <Loader size={16} /> : <IconSearch size={16} aria-hidden />}
        placeholder={t("frame.search_everything")}
        aria-label={t("frame.search_everything")}
        role="combobox"
        aria-expanded
        aria-controls="search-hits"
        aria-activedescendant={hits[current] && `search-hit-${current}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={pressed}
      />
      <div className={classes.hits} id="search-hits" role="listbox" aria-label={t("search")}>
        {hits.map((one, index) => (
          <UnstyledButton
            key={one.key}
            id={`search-hit-${index}`}
            role="option"
            aria-selected={index === current}
            tabIndex={-1}
            className={classes.hit}
            onMouseMove={() => setChosen(index)}
            onClick={() => go(one)}
          >
            <one.icon size={16} stroke={1.6} aria-hidden />
            <span className={classes.name}>{one.name}</span>
            <span className={classes.where}>{one.place}</span>
          </UnstyledButton>
        ))}
        {hits.length === 0 && !answer.isFetching && (
          <p className={classes.nothing}>{t("frame.search_empty", { query })}</p>
        )}
      </div>
    </Modal>
  );
}
