import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconHome, IconPencil, IconShare, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { TimeText } from "@/shared/time/TimeText";
import type { DashboardSummary } from "../queries";
import classes from "./DashboardCard.module.css";
import { DashboardSketch } from "./DashboardSketch";
import { FavouriteStar } from "./FavouriteStar";
import { useStart } from "./useStart";

interface DashboardCardProps {
  dashboard: DashboardSummary;
  /** Null for those who may only look. */
  edit: { rename: () => void; share: () => void; remove: () => void } | null;
}

export function DashboardCard({ dashboard, edit }: DashboardCardProps) {
  const { t } = useTranslation("dashboards");
  const { id, name, changed_at, changed_by } = dashboard;
  const start = useStart();
  return (
    <article className={classes.card} data-testid={`dashboard-${id}`}>
      <DashboardSketch id={id} />
      <div className={classes.foot}>
        <div className={classes.what}>
          <h2 className={classes.name}>
            <Link to={`/dashboards/${id}`} className={classes.link}>
              {name}
            </Link>
          </h2>
          <p className={classes.changed}>
            {t("list.changed")} <TimeText time={changed_at} isAge /> {changed_by && t("list.by", { name: changed_by })}
          </p>
        </div>
        <FavouriteStar dashboard={dashboard} className={classes.menu} />
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              aria-label={t("list.actions", { name })}
              className={classes.menu}
              data-testid={`dashboard-menu-${id}`}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconHome size={16} />} onClick={() => void start(dashboard)}>
              {t("list.start")}
            </Menu.Item>
            {edit && (
              <>
                <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit.rename}>
                  {t("list.rename")}
                </Menu.Item>
                <Menu.Item leftSection={<IconShare size={16} />} onClick={edit.share}>
                  {t("share.open")}
                </Menu.Item>
                <Menu.Item leftSection={<IconTrash size={16} />} onClick={edit.remove}>
                  {t("list.delete")}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </article>
  );
}
