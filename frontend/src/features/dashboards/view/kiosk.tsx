import { ActionIcon, Tooltip } from "@mantine/core";
import { IconMaximize } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
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

/** Escape leaves, whether the browser took the whole screen or not. */
export function useKiosk(isKiosk: boolean, leave: () => void): void {
  const latest = useRef(leave);
  latest.current = leave;
  useEffect(() => {
    if (!isKiosk) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) latest.current();
    };
    const changed = () => {
      if (!document.fullscreenElement) latest.current();
    };
    window.addEventListener("keydown", pressed);
    document.addEventListener("fullscreenchange", changed);
    return () => {
      window.removeEventListener("keydown", pressed);
      document.removeEventListener("fullscreenchange", changed);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [isKiosk]);
}
