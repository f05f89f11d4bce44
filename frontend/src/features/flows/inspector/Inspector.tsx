import { useTranslation } from "react-i18next";
import { useEditor, useOpenEditor } from "../EditorContext";
import { SubflowInspector } from "../subflows/SubflowInspector";
import { BlockInspector } from "./BlockInspector";
import { FlowInspector } from "./FlowInspector";
import { GroupInspector } from "./GroupInspector";
import classes from "./inspector.module.css";
import { NoteInspector } from "./NoteInspector";
import { SelectionInspector } from "./SelectionInspector";
import { WireInspector } from "./WireInspector";

/** With nothing selected: the whole. */
function About() {
  const { subflowId } = useOpenEditor();
  return subflowId === undefined ? <FlowInspector /> : <SubflowInspector id={subflowId} />;
}

/** What is selected, in full. */
export function Inspector() {
  const { t } = useTranslation("flows");
  const blocks = useEditor((state) => state.scene.selection.blocks);
  const wires = useEditor((state) => state.scene.selection.wires);
  const notes = useEditor((state) => state.scene.selection.notes);
  const groups = useEditor((state) => state.scene.selection.groups);
  const [block] = blocks;
  const [wire] = wires;
  const [note] = notes;
  const [group] = groups;
  const count = blocks.size + wires.size + notes.size + groups.size;
  return (
    <aside className={classes.inspector} aria-label={t("inspector.label")} data-testid="inspector">
      {count > 1 ? (
        <SelectionInspector />
      ) : block ? (
        <BlockInspector key={block} id={block} />
      ) : wire ? (
        <WireInspector key={wire} name={wire} />
      ) : group ? (
        <GroupInspector key={group} id={group} />
      ) : note ? (
        <NoteInspector key={note} id={note} />
      ) : (
        <About />
      )}
    </aside>
  );
}
