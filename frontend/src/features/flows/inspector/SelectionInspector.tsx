import { ActionIcon, Button, Tooltip } from "@mantine/core";
import {
  type Icon,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { alignBottoms } from "../commands/alignBottoms";
import { alignCentres } from "../commands/alignCentres";
import { alignLefts } from "../commands/alignLefts";
import { alignMiddles } from "../commands/alignMiddles";
import { alignRights } from "../commands/alignRights";
import { alignTops } from "../commands/alignTops";
import { arrange } from "../commands/arrange";
import type { Command } from "../commands/command";
import { deleteSelected } from "../commands/deleteSelected";
import { distributeAcross } from "../commands/distributeAcross";
import { distributeDown } from "../commands/distributeDown";
import { duplicate } from "../commands/duplicate";
import { groupSelected } from "../commands/groupSelected";
import { makeSubflow } from "../commands/makeSubflow";
import { useEditor, useOpenEditor, useRunCommand } from "../EditorContext";
import classes from "./inspector.module.css";

const LINES: readonly (readonly [Command, Icon])[] = [
  [alignLefts, IconLayoutAlignLeft],
  [alignCentres, IconLayoutAlignCenter],
  [alignRights, IconLayoutAlignRight],
  [alignTops, IconLayoutAlignTop],
  [alignMiddles, IconLayoutAlignMiddle],
  [alignBottoms, IconLayoutAlignBottom],
  [distributeAcross, IconLayoutDistributeHorizontal],
  [distributeDown, IconLayoutDistributeVertical],
];
const ACTIONS: readonly Command[] = [groupSelected, makeSubflow, duplicate, arrange, deleteSelected];

export function SelectionInspector() {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const selection = useEditor((state) => state.scene.selection);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const run = useRunCommand();
  const { scene, catalogue } = store.getState();
  const isEnabled = (command: Command) => command.isEnabled(scene, { catalogue, idsAbove: 0 });
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>
          {[
            selection.blocks.size > 0 && t("inspector.blocks_selected", { count: selection.blocks.size }),
            selection.wires.size > 0 && t("inspector.wires_selected", { count: selection.wires.size }),
            selection.notes.size > 0 && t("inspector.notes_selected", { count: selection.notes.size }),
            selection.groups.size > 0 && t("inspector.groups_selected", { count: selection.groups.size }),
          ]
            .filter(Boolean)
            .join(", ")}
        </h2>
      </header>
      {!isReadOnly && (
        <>
          <div className={classes.lines}>
            {LINES.map(([command, Picture]) => (
              <Tooltip key={command.name} label={t(`commands.${command.name}`)}>
                <ActionIcon
                  aria-label={t(`commands.${command.name}`)}
                  disabled={!isEnabled(command)}
                  onClick={() => run(command)}
                >
                  <Picture size={17} />
                </ActionIcon>
              </Tooltip>
            ))}
          </div>
          <div className={classes.actions}>
            {ACTIONS.filter(isEnabled).map((command) => (
              <Button key={command.name} variant="default" onClick={() => run(command)}>
                {t(`commands.${command.name}`)}
              </Button>
            ))}
          </div>
        </>
      )}
    </>
  );
}
