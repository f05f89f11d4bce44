import { ActionIcon, Group, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconStar, IconStarFilled } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ExportButton } from "@/shared/export/ExportButton";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { nodePath } from "@/shared/nodes/nodes";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { NodeMenuItems } from "../actions/NodeMenu";
import { useFavourite } from "../actions/useFavourite";
import type { Breadcrumb, TreeItem } from "../types";
import classes from "./view.module.css";

/** Devices and folders have the same button at their list of metrics. */
const EXPORTED: readonly TreeItem["kind"][] = ["organization", "site", "metric"];

/** The way to the node, its name, its star and what can be done with it. */
export function NodeHead({ item, way }: { item: TreeItem; way: readonly Breadcrumb[] }) {
  const { t } = useTranslation("resources");
  const favour = useFavourite();
  const above = way.slice(0, -1);
  return (
    <header>
      {above.length > 0 && (
        <nav className={classes.way} aria-label={t("breadcrumbs")}>
          {above.map(({ key, label }, index) => (
            <Fragment key={key}>
              {index > 0 && <span aria-hidden>/</span>}
              <Link to={nodePath(key)}>{label}</Link>
            </Fragment>
          ))}
        </nav>
      )}
      <Group gap="sm" wrap="nowrap">
        <span className={classes.glyph}>
          <NodeIcon kind={item.kind} size={20} />
        </span>
        <h2 className={classes.name}>{item.label}</h2>
        {item.online !== null && <OnlineDot isOnline={item.online} />}
        <Tooltip label={t(item.is_favourite ? "action.unstar" : "action.star")}>
          <ActionIcon
            aria-label={t(item.is_favourite ? "action.unstar" : "action.star")}
            aria-pressed={item.is_favourite}
            onClick={() => void favour([item], !item.is_favourite)}
          >
            {item.is_favourite ? <IconStarFilled size={16} className={classes.star} /> : <IconStar size={16} />}
          </ActionIcon>
        </Tooltip>
        {EXPORTED.includes(item.kind) && !item.is_passage && <ExportButton nodes={[item.key]} name={item.label} />}
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon aria-label={t("actions_of", { name: item.label })}>
              <IconDots size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <NodeMenuItems subjects={[{ item, parent: above.at(-1)?.key ?? "" }]} />
          </Menu.Dropdown>
        </Menu>
      </Group>
      {item.description && item.kind !== "device" && <p className={classes.description}>{item.description}</p>}
    </header>
  );
}
