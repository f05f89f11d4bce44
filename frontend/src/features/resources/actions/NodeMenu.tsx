import { Menu } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { textOfKeys } from "@/shared/shortcuts/shortcuts";
import type { Moving } from "../tree/moves";
import { useTreeStore } from "../tree/treeStore";
import classes from "./actions.module.css";
import { actionsFor, type NodeAction } from "./nodeActions";
import { useRunAction } from "./useRunAction";

export interface MenuRequest {
  /** Where on the screen. */
  x: number;
  y: number;
  subjects: readonly Moving[];
}

/** What can be done with a node, beside the pointer. */
export function NodeMenu({ request, close }: { request: MenuRequest | null; close: () => void }) {
  return (
    <Menu
      opened={request !== null}
      onChange={(isOpen) => !isOpen && close()}
      position="bottom-start"
      offset={0}
      width={240}
      returnFocus
    >
      <Menu.Target>
        <span className={classes.anchor} style={{ left: request?.x, top: request?.y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown>{request && <NodeMenuItems subjects={request.subjects} />}</Menu.Dropdown>
    </Menu>
  );
}

interface NodeMenuItemsProps {
  subjects: readonly Moving[];
  /** Only the actions of this group. */
  group?: NodeAction["group"];
}

export function NodeMenuItems({ subjects, group: only }: NodeMenuItemsProps) {
  const { t } = useTranslation("resources");
  const cut = useTreeStore((tree) => tree.moving);
  const run = useRunAction();
  const actions = actionsFor(subjects, cut).filter(({ group }) => !only || group === only);
  return actions.map(({ name, icon: Glyph, keys, group, isDangerous }, index) => (
    <Fragment key={name}>
      {index > 0 && actions[index - 1]?.group !== group && <Menu.Divider />}
      <Menu.Item
        color={isDangerous ? "var(--critical-text)" : undefined}
        leftSection={<Glyph size={16} stroke={1.6} aria-hidden />}
        rightSection={keys && <span className={classes.keys}>{textOfKeys(keys)}</span>}
        onClick={() => run(name, subjects)}
      >
        {t(`action.${name}`, { count: subjects.length })}
      </Menu.Item>
    </Fragment>
  ));
}
