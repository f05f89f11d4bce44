import { Drawer, NavLink as DrawerLink, Stack, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { NavigationEntry } from "@/shared/routing/Feature";
import classes from "./Frame.module.css";

const SHOWN = ["/dashboards", "/alarms", "/devices"];

const ENTRY_HEIGHT = 48;
const HEAD_HEIGHT = 88;

/** Navigation within the thumb's reach; the rest waits behind "More". */
export function BottomBar({ entries }: { entries: NavigationEntry[] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const shown = SHOWN.flatMap((to) => entries.filter((entry) => entry.to === to));
  const rest = entries.filter((entry) => !shown.includes(entry));
  return (
    <nav className={classes.bottom} aria-label={t("frame.main_navigation")}>
      {shown.map(({ to, label, icon: Glyph, Badge }) => (
        <NavLink key={to} to={to} className={classes.tab}>
          <Glyph size={20} stroke={1.6} aria-hidden />
          {t(label)}
          {Badge && (
            <span className={classes.tabBadge}>
              <Badge />
            </span>
          )}
        </NavLink>
      ))}
      <UnstyledButton className={classes.tab} onClick={() => setOpen(true)}>
        <IconDots size={20} stroke={1.6} aria-hidden />
        {t("more")}
      </UnstyledButton>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="bottom"
        size={HEAD_HEIGHT + rest.length * ENTRY_HEIGHT}
        title={t("more")}
      >
        <Stack gap={0}>
          {rest.map(({ to, label, icon: Glyph }) => (
            <DrawerLink
              key={to}
              component={NavLink}
              to={to}
              label={t(label)}
              h={ENTRY_HEIGHT}
              leftSection={<Glyph size={20} stroke={1.6} aria-hidden />}
              onClick={() => setOpen(false)}
            />
          ))}
        </Stack>
      </Drawer>
    </nav>
  );
}
