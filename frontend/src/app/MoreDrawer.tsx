import { Drawer, NavLink as DrawerLink, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { NavigationEntry } from "@/shared/routing/Feature";

const ENTRY_HEIGHT = 48;
const HEAD_HEIGHT = 88;

interface MoreDrawerProps {
  isOpen: boolean;
  close: () => void;
  entries: readonly NavigationEntry[];
}

/** On a phone the rest of the navigation. */
export function MoreDrawer({ isOpen, close, entries }: MoreDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={close}
      position="bottom"
      size={HEAD_HEIGHT + entries.length * ENTRY_HEIGHT}
      title={t("more")}
    >
      <Stack gap={0}>
        {entries.map(({ to, label, icon: Glyph }) => (
          <DrawerLink
            key={to}
            component={NavLink}
            to={to}
            label={t(label)}
            h={ENTRY_HEIGHT}
            leftSection={<Glyph size={20} stroke={1.6} aria-hidden />}
            onClick={close}
          />
        ))}
      </Stack>
    </Drawer>
  );
}
