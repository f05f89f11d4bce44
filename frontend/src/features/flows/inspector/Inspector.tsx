import { useTranslation } from "react-i18next";
import { useEditor } from "../EditorContext";
import { BlockInspector } from "./BlockInspector";
import { FlowInspector } from "./FlowInspector";
import classes from "./inspector.module.css";
import { SelectionInspector } from "./SelectionInspector";
import { WireInspector } from "./WireInspector";

/** What is selected, in full. */
export function Inspector() {
  const { t } = useTranslation("flows");
  const blocks = useEditor((state) => state.scene.selection.blocks);
  const wires = useEditor((state) => state.scene.selection.wires);
  const [block] = blocks;
  const [wire] = wires;
  return (
    <aside className={classes.inspector} aria-label={t("inspector.label")} data-testid="inspector">
      {blocks.size === 1 && block ? (
        <BlockInspector key={block} id={block} />
      ) : blocks.size === 0 && wires.size === 1 && wire ? (
        <WireInspector key={wire} name={wire} />
      ) : blocks.size + wires.size > 1 ? (
        <SelectionInspector />
      ) : (
        <FlowInspector />
      )}
    </aside>
  );
}
