import { Button, Modal, Stack } from "@mantine/core";
import { IconPlus, IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { DevicesTabs } from "../DevicesTabs";
import { type DeviceTypeRow, deviceTypesQuery, TYPES_A_PAGE } from "./queries";
import { TypeForm } from "./TypeForm";
import classes from "./types.module.css";

/** What devices are made like. */
export function TypesPage() {
  const { t } = useTranslation("devices");
  const can = useCan();
  const navigate = useNavigate();
  const [read, write] = useSearchState();
  const [isAdding, setAdding] = useState(false);
  const search = read("search");
  const offset = Number(read("offset"));
  const types = useQuery(deviceTypesQuery(search, offset));
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const add = can("manage_templates_files") && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("types.add")}
    </Button>
  );
  const count = (name: "device_count" | "metric_count" | "command_count", title: string): Column<DeviceTypeRow> => ({
    key: name,
    title,
    isRight: true,
    onPhone: name === "device_count" ? "aside" : "hidden",
    render: (type) => <span className="num">{type[name]}</span>,
  });
  const columns: Column<DeviceTypeRow>[] = [
    {
      key: "name",
      title: t("name"),
      onPhone: "title",
      render: ({ name, description }) => (
        <div>
          <div className={classes.name}>{name}</div>
          {description && <div className={classes.dim}>{description}</div>}
        </div>
      ),
    },
    {
      key: "make",
      title: t("types.make"),
      render: ({ manufacturer, model }) => [manufacturer, model].filter(Boolean).join(" · "),
    },
    count("metric_count", t("metrics")),
    count("command_count", t("types.commands")),
    count("device_count", t("title")),
  ];
  return (
    <>
      <PageHeader title={t("types.title")} trail={[{ to: "/devices", label: t("title") }]} actions={add} />
      <Page>
        <DevicesTabs shown="types" />
        <SearchInput value={search} change={changeSearch} label={t("types.search")} />
        <Panel isFlush>
          <DataTable
            caption={t("types.title")}
            columns={columns}
            rows={types.data?.items}
            rowId={({ id }) => id}
            open={({ id }) => void navigate(`/device-types/${id}`)}
            error={types.error}
            retry={types.refetch}
            empty={
              <EmptyState
                icon={IconTemplate}
                text={search ? t("types.nothing_found", { search }) : t("types.empty")}
                action={!search && add}
              />
            }
          />
          <Pager
            offset={offset}
            limit={TYPES_A_PAGE}
            total={types.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={t("types.add")}>
        <Stack>
          <TypeForm close={() => setAdding(false)} saved={({ id }) => void navigate(`/device-types/${id}`)} />
        </Stack>
      </Modal>
    </>
  );
}
