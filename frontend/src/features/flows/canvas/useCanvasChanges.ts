import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useState } from "react";
import { chosen } from "../commands/command";
import { insertOnWire } from "../commands/insertOnWire";
import { moveThings } from "../commands/moveThings";
import { useOpenEditor } from "../EditorContext";
import { type Position, wireName } from "../graph/document";
import { boxOfGroup, groupsOf, notesOf } from "../graph/groups";
import { type CanvasNode, nodeId, thingOf, type WireEdgeType } from "./nodes";

const NO_MOVES: ReadonlyMap<string, Position> = new Map();
const KINDS = { block: "blocks", note: "notes", group: "groups" } as const;

/** What the drawing library reports, as selection and commands. While things are held only the drawing moves: the document
 * changes once, when they are put down. */
export function useCanvasChanges() {
  const { store, view } = useOpenEditor();
  const [moving, setMoving] = useState(NO_MOVES);

  const changeNodes = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const { scene, catalogue } = store.getState();
      const { document, selection: before } = scene;
      const after = chosen(before.blocks, before.wires, before.notes, before.groups) as {
        readonly [kind in "blocks" | "wires" | "notes" | "groups"]: Set<string>;
      };
      const moved = new Map<string, Position>();
      let isDropped = false;
      let isChosen = false;
      for (const change of changes) {
        if (change.type === "select") {
          const { kind, id } = thingOf(change.id);
          isChosen = true;
          if (change.selected) after[KINDS[kind]].add(id);
          else after[KINDS[kind]].delete(id);
        }
        if (change.type === "position" && change.position) {
          moved.set(change.id, change.position);
          if (!change.dragging) isDropped = true;
        }
      }
      if (isChosen) store.getState().select(after);
      if (moved.size === 0) return;
      // A group that is held takes along what is in it.
      for (const [node, place] of [...moved]) {
        const { kind, id } = thingOf(node);
        const group = kind === "group" ? groupsOf(document)[id] : undefined;
        const frame = group && boxOfGroup(document, catalogue, group);
        if (!frame) continue;
        const by = { x: place.x - frame.x, y: place.y - frame.y };
        const add = (member: string, at: Position | undefined) => {
          if (at) moved.set(member, { x: at.x + by.x, y: at.y + by.y });
        };
        for (const block of group.blocks) add(block, document.blocks[block]?.position);
        for (const note of group.notes) add(nodeId({ kind: "note", id: note }), notesOf(document)[note]?.position);
      }
      if (!isDropped) {
        setMoving((others) => new Map([...others, ...moved]));
        return;
      }
      const blocks = new Map<string, Position>();
      const notes = new Map<string, Position>();
      for (const [node, place] of moved) {
        const { kind, id } = thingOf(node);
        if (kind === "block") blocks.set(id, place);
        if (kind === "note") notes.set(id, place);
      }
      const { dropWire } = view.getState();
      const wire = document.wires.find((one) => wireName(one) === dropWire);
      const [[block, at] = []] = blocks;
      if (wire && block !== undefined && at) store.getState().apply(insertOnWire, { block, wire, at });
      else store.getState().apply(moveThings, { blocks, notes, isDropped: true });
      if (dropWire) view.setState({ dropWire: null });
      setMoving(NO_MOVES);
    },
    [store, view],
  );

  const changeEdges = useCallback(
    (changes: EdgeChange<WireEdgeType>[]) => {
      const { selection: before } = store.getState().scene;
      const wires = new Set(before.wires);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) wires.add(change.id);
        else wires.delete(change.id);
      }
      store.getState().select(chosen(before.blocks, wires, before.notes, before.groups));
    },
    [store],
  );

  const putDown = useCallback(() => setMoving(NO_MOVES), []);
  return { moving, changeNodes, changeEdges, putDown };
}
