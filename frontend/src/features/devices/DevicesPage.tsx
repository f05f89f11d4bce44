import { Button, Group, Menu, Select, Text } from "@mantine/core";
import { IconCpu, IconDots, IconFileImport, IconPlus, IconTicket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCanSomewhere } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { ClaimCodesDialog } from "./claims/ClaimCodesDialog";
import { DeviceDialog } from "./DeviceDialog";
import classes from "./DevicesPage.module.css";
import { DevicesTabs } from "./DevicesTabs";
import { ImportDialog } from "./import/ImportDialog";
import { ChosenBar } from "./list/ChosenBar";
import { DeviceTable } from "./list/DeviceTable";
import { filterFrom, isNarrowed } from "./list/filter";
import { canActOn, useChosenDevices } from "./list/useChosenDevices";
import { DEVICES_A_PAGE, devicesQuery } from "./queries";
import { useDeviceNews } from "./useDeviceNews";

type Open = "device" | "import" | "claim" | null;

const STATES = ["online", "offline", "archived"] as const;

export function DevicesPage() {
  const { t } = useTranslation("devices");
  const canSomewhere = useCanSomewhere();
  const navigate = useNavigate();
  const [read, write] = useSearchState();
  const [open, setOpen] = useState<Open>(null);
  const filter = filterFrom(read);
  const devices = useQuery(devicesQuery(filter));
  const { ids, devices: chosen, choose, addAll, clear } = useChosenDevices();
  useDeviceNews();
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const rows = devices.data?.items;
  const isFiltered = isNarrowed(filter);
  // Who may manage the devices of one site makes theirs there: the dialog asks where.
  const canManage = canSomewhere("manage_devices");
  const add = canManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("device")}>
      {t("add")}
    </Button>
  );
  const narrow = (name: string) => (id: number | null) => write({ [name]: id ? String(id) : null, offset: null });
  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          canManage && (
            <>
              <MoreWays open={setOpen} />
              {add}
            </>
          )
        }
      />
      <Page>
        <DevicesTabs shown="devices" />
        <Group gap="sm" className={classes.filters}>
          <SearchInput value={filter.search} change={changeSearch} label={t("search")} />
          <NamedPicker
            kind="sites"
            value={filter.site_id}
            placeholder={t("all_sites")}
            canCreate={false}
            change={narrow("site")}
          />
          <NamedPicker
            kind="device-types"
            value={filter.type_id}
            placeholder={t("all_types")}
            canCreate={false}
            change={narrow("type")}
          />
          <Select
            aria-label={t("state")}
            placeholder={t("all_states")}
            clearable
            value={read("state") || null}
            onChange={(state) => write({ state, offset: null })}
            data={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
          />
          <Text size="xs" c="dimmed" className="num">
            {devices.data && t("count", { count: devices.data.total })}
          </Text>
        </Group>
        <Panel isFlush>
          <ChosenBar chosen={chosen} total={devices.data?.total ?? 0} filter={filter} addAll={addAll} clear={clear} />
          <DeviceTable
            devices={rows}
            error={devices.error}
            retry={devices.refetch}
            chosen={canActOn(rows) ? ids : undefined}
            choose={(next) => choose(rows ?? [], next)}
            empty={
              <EmptyState
                icon={IconCpu}
                text={isFiltered ? t("nothing_found") : t(add ? "empty" : "empty_viewer")}
                action={
                  isFiltered ? (
                    <Button
                      variant="default"
                      onClick={() => write({ search: null, site: null, type: null, state: null, offset: null })}
                    >
                      {t("show_all")}
                    </Button>
                  ) : (
                    add
                  )
                }
              />
            }
          />
          <Pager
            offset={filter.offset}
            limit={DEVICES_A_PAGE}
            total={devices.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <DeviceDialog
        isOpen={open === "device"}
        close={() => setOpen(null)}
        saved={(device) => navigate(`/devices/${device.id}/credentials`)}
      />
      <ImportDialog isOpen={open === "import"} close={() => setOpen(null)} />
      <ClaimCodesDialog isOpen={open === "claim"} close={() => setOpen(null)} />
    </>
  );
}

/** The other ways in which devices come. */
function MoreWays({ open }: { open: (which: Open) => void }) {
  const { t } = useTranslation("devices");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px="xs" aria-label={t("more_ways")}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => open("import")}>
          {t("import.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconTicket size={16} aria-hidden />} onClick={() => open("claim")}>
          {t("claim.title")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
