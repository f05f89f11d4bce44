import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconArrowsDiff, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { COMPARES, type Compare } from "./timeRange";

/** Lays an earlier period over all charts of the page that can draw it. */
export function CompareMenu({ compare, change }: { compare: Compare; change: (compare: Compare) => void }) {
  const { t } = useTranslation("dashboards");
  const isOn = compare !== "none";
  const label = isOn ? t("compare.on", { what: t(`compare.${compare}`) }) : t("compare.label");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant={isOn ? "light" : "subtle"} aria-label={label} aria-pressed={isOn} data-testid="compare">
            <IconArrowsDiff size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("compare.label")}</Menu.Label>
        {COMPARES.map((one) => (
          <Menu.Item
            key={one}
            onClick={() => change(one)}
            rightSection={one === compare ? <IconCheck size={14} aria-hidden /> : null}
            aria-current={one === compare}
          >
            {t(`compare.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
