import { Button } from "@mantine/core";
import { IconCpu } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { DEVICES_A_PAGE, devicesQuery } from "../queries";
import { useDeviceNews } from "../useDeviceNews";
import { ChosenBar } from "./ChosenBar";
import { DeviceTable } from "./DeviceTable";
import { canActOn, useChosenDevices } from "./useChosenDevices";

interface DevicesHereProps {
  organizationId: string;
  siteId?: number;
}

/** The devices of one place, inside the resource browser. */
export function DevicesHere({ organizationId, siteId }: DevicesHereProps) {
  const { t } = useTranslation("devices");
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const filter = { search, site_id: siteId ?? null, type_id: null, online: null, archived: false, offset };
  const devices = useQuery(devicesQuery(filter, organizationId));
  const { ids, devices: chosen, choose, addAll, clear } = useChosenDevices();
  useDeviceNews();
  const rows = devices.data?.items;
  return (
    <Panel
      isFlush
      title={t("title")}
      actions={
        <SearchInput
          value={search}
          label={t("search")}
          change={(text) => {
            setSearch(text);
            setOffset(0);
          }}
        />
      }
    >
      <ChosenBar
        chosen={chosen}
        total={devices.data?.total ?? 0}
        filter={filter}
        organizationId={organizationId}
        addAll={addAll}
        clear={clear}
      />
      <DeviceTable
        devices={rows}
        error={devices.error}
        retry={devices.refetch}
        chosen={canActOn(rows) ? ids : undefined}
        choose={(next) => choose(rows ?? [], next)}
        hasSite={siteId === undefined}
        isInTree
        empty={
          <EmptyState
            icon={IconCpu}
            text={t(search ? "nothing_found" : "empty_here")}
            action={
              search && (
                <Button variant="default" onClick={() => setSearch("")}>
                  {t("show_all")}
                </Button>
              )
            }
          />
        }
      />
      <Pager offset={offset} limit={DEVICES_A_PAGE} total={devices.data?.total ?? 0} go={setOffset} />
    </Panel>
  );
}
