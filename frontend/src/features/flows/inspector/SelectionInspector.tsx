import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { alignLefts } from "../commands/alignLefts";
import { alignTops } from "../commands/alignTops";
import { arrange } from "../commands/arrange";
import type { DocumentCommand } from "../commands/command";
import { deleteSelected } from "../commands/deleteSelected";
import { duplicate } from "../commands/duplicate";
import { useEditor, useOpenEditor } from "../EditorContext";
import classes from "./inspector.module.css";

const ACTIONS: readonly DocumentCommand[] = [duplicate, alignLefts, alignTops, arrange, deleteSelected];

export function SelectionInspector() {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const selection = useEditor((state) => state.scene.selection);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const { scene, catalogue } = store.getState();
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>
          {t("inspector.selected", { blocks: selection.blocks.size, wires: selection.wires.size })}
        </h2>
      </header>
      {!isReadOnly && (
        <div className={classes.actions}>
          {ACTIONS.filter((command) => command.isEnabled(scene, { catalogue, idsAbove: 0 })).map((command) => (
            <Button key={command.name} variant="default" onClick={() => store.getState().apply(command, undefined)}>
              {t(`commands.${command.name}`)}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
