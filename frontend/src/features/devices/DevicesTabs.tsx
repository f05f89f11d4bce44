import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

const PLACES = { devices: "/devices", types: "/device-types" } as const;
type Place = keyof typeof PLACES;

/** Devices, and what they are made like. */
export function DevicesTabs({ shown }: { shown: Place }) {
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  return (
    <Tabs
      value={shown}
      onChange={(next) => next && void navigate(PLACES[next as Place])} // only the values below are offered
    >
      <Tabs.List>
        <Tabs.Tab value="devices">{t("title")}</Tabs.Tab>
        <Tabs.Tab value="types">{t("types.title")}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}
