import { ActionIcon, Tooltip } from "@mantine/core";
import { IconMaximize } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Nothing but the widgets, as a wall shows them; the address with `?kiosk=1` opens like this by itself. */
export function KioskButton({ enter }: { enter: () => void }) {
  const { t } = useTranslation("dashboards");
  const label = t("edit.kiosk");
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        onClick={() => {
          // A browser may refuse the whole screen; the page is then as large as the window.
          document.documentElement.requestFullscreen?.().catch(() => undefined);
          enter();
        }}
        data-testid="kiosk"
      >
        <IconMaximize size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
