import { UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { NavigationEntry } from "@/shared/routing/Feature";
import classes from "./Frame.module.css";
import { Later } from "./Later";

const loadMore = () => import("./MoreDrawer");
const MoreDrawer = lazy(async () => ({ default: (await loadMore()).MoreDrawer }));

const SHOWN = ["/dashboards", "/alarms", "/devices"];

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
      <Later isOpen={isOpen} load={loadMore}>
        <MoreDrawer isOpen={isOpen} close={() => setOpen(false)} entries={rest} />
      </Later>
    </nav>
  );
}
