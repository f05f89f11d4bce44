import "@xyflow/react/dist/base.css";
import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  useStore,
} from "@xyflow/react";
import { type FocusEvent, type MouseEvent, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chosen } from "../commands/command";
import { moveBlocks } from "../commands/moveBlocks";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { type Position, portName } from "../graph/document";
import { GRID } from "../graph/geometry";
import { bendsOf } from "../graph/routing";
import { brokenWires, refusal } from "../graph/wiring";
import { familyColor } from "../palette/families";
import { BlockNode } from "./BlockNode";
import { CanvasControls } from "./CanvasControls";
import classes from "./canvas.module.css";
import { DraggedWire } from "./DraggedWire";
import { EmptyCanvas } from "./EmptyCanvas";
import { type BlockNodeType, edgeDrawer, FAR_ZOOM, nodeDrawer, type WireEdgeType } from "./nodes";
import { useCanvasView } from "./useCanvasView";
import { useKeepInSight } from "./useKeepInSight";
import { useWireGestures } from "./useWireGestures";
import { WireEdge } from "./WireEdge";
import { WireHint } from "./WireHint";

const NODE_TYPES = { block: BlockNode };
const EDGE_TYPES = { wire: WireEdge };
const NO_MOVES: ReadonlyMap<string, Position> = new Map();
/** From this zoom on there is room to read the names of all ports. */
const CLOSE_ZOOM = 1.2;
/** On a phone the whole flow would be too small to read. */
const READABLE_ZOOM = 0.65;
/** The buttons at the lower edge. */
const PHONE_FOOT = 64;
const MINIMAP_FROM_BLOCKS = 8;

interface FlowCanvasProps {
  isPhone: boolean;
}

/** The drawing of the open flow. Everything that happens here ends in a command; nothing is kept in the drawing library. */
export function FlowCanvas({ isPhone }: FlowCanvasProps) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const scene = useEditor((state) => state.scene);
  const catalogue = useEditor((state) => state.catalogue);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isWiring = useView((state) => state.fitting !== null);
  const isClose = useStore((state) => state.transform[2] >= CLOSE_ZOOM);
  const isFar = useStore((state) => state.transform[2] < FAR_ZOOM);
  // Only while blocks are being dragged: the document changes once, when they are put down.
  const [moving, setMoving] = useState(NO_MOVES);

  const frame = useRef<HTMLDivElement>(null);
  // Asked for on an empty canvas it would wait for the first block and jump to it.
  const hadBlocks = useRef(Object.keys(scene.document.blocks).length > 0).current;

  const drawNodes = useRef(nodeDrawer()).current;
  const drawEdges = useRef(edgeDrawer()).current;
  const { document, selection } = scene;
  const broken = useMemo(() => brokenWires(document, catalogue), [document, catalogue]);
  const bends = useMemo(() => bendsOf(document, catalogue), [document, catalogue]);
  const nodes = useMemo(
    () => drawNodes(document, catalogue, selection, moving),
    [drawNodes, document, catalogue, selection, moving],
  );
  const edges = useMemo(
    () => drawEdges(document, catalogue, selection, broken, bends),
    [drawEdges, document, catalogue, selection, broken, bends],
  );

  const changeNodes = useCallback(
    (changes: NodeChange<BlockNodeType>[]) => {
      const { selection: before } = store.getState().scene;
      const blocks = new Set(before.blocks);
      const moved = new Map<string, Position>();
      let isDropped = false;
      for (const change of changes) {
        if (change.type === "select") {
          if (change.selected) blocks.add(change.id);
          else blocks.delete(change.id);
        }
        if (change.type === "position" && change.position) {
          moved.set(change.id, change.position);
          if (!change.dragging) isDropped = true;
        }
      }
      store.getState().select(chosen(blocks, before.wires));
      if (moved.size === 0) return;
      if (isDropped) {
        store.getState().apply(moveBlocks, moved);
        setMoving(NO_MOVES);
      } else {
        setMoving((others) => new Map([...others, ...moved]));
      }
    },
    [store],
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
      store.getState().select(chosen(before.blocks, wires));
    },
    [store],
  );

  useKeepInSight(document, selection, isPhone ? PHONE_FOOT : 0);
  const gestures = useWireGestures();
  const { screenToFlowPosition } = useCanvasView();
  const openQuickAdd = (event: MouseEvent) => {
    const isPane = event.target instanceof Element && event.target.classList.contains("react-flow__pane");
    if (!isPane || isReadOnly) return;
    const screen = { x: event.clientX, y: event.clientY };
    view.setState({ quickAdd: { at: screenToFlowPosition(screen), screen } });
  };

  /** Tab reaches every block and wire; what has the focus is what commands work on. */
  const selectFocused = ({ target }: FocusEvent) => {
    if (!target.matches(":focus-visible")) return;
    const id = target.getAttribute("data-id");
    if (id && target.classList.contains("react-flow__node")) store.getState().select(chosen([id]));
    if (id && target.classList.contains("react-flow__edge")) store.getState().select(chosen([], [id]));
  };

  const names = [classes.canvas, isClose && classes.close, isFar && classes.far, isWiring && classes.wiring];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same list opens by the key named in the help.
    <div
      ref={frame}
      className={names.filter(Boolean).join(" ")}
      onDoubleClick={openQuickAdd}
      onFocus={selectFocused}
      data-testid="canvas"
    >
      <ReactFlow<BlockNodeType, WireEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        // While it moves, the drawing is a picture that the browser shifts; standing still it is drawn sharp.
        onMoveStart={() => frame.current?.classList.add(classes.moving ?? "")}
        onMoveEnd={() => frame.current?.classList.remove(classes.moving ?? "")}
        onNodeDragStop={() => setMoving(NO_MOVES)}
        {...gestures}
        isValidConnection={({ source, target, sourceHandle, targetHandle }) => {
          const state = store.getState();
          const wire = { from: portName(source, sourceHandle ?? ""), to: portName(target, targetHandle ?? "") };
          return refusal(state.scene.document, state.catalogue, wire) === null;
        }}
        connectionLineComponent={DraggedWire}
        connectionMode={ConnectionMode.Strict}
        connectionRadius={28}
        reconnectRadius={14}
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        edgesReconnectable={!isReadOnly}
        elementsSelectable
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={["Shift", "Control", "Meta"]}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[GRID, GRID]}
        minZoom={0.1}
        maxZoom={2.5}
        fitView={hadBlocks}
        fitViewOptions={{ padding: 0.1, maxZoom: 1, minZoom: isPhone ? READABLE_ZOOM : 0.1 }}
        onlyRenderVisibleElements
        nodeClickDistance={3}
        paneClickDistance={3}
        aria-label={t("canvas.label")}
      >
        <Background variant={BackgroundVariant.Dots} gap={2 * GRID} size={2} color="var(--canvas-dot)" />
        {!isPhone && nodes.length >= MINIMAP_FROM_BLOCKS && (
          <MiniMap<BlockNodeType>
            className={classes.minimap}
            pannable
            zoomable
            nodeColor={({ id }) => familyColor(catalogue.types.get(document.blocks[id]?.type ?? "")?.family ?? "")}
            nodeBorderRadius={16}
            maskColor="var(--shade)"
            ariaLabel={t("canvas.minimap")}
          />
        )}
        <CanvasControls isPhone={isPhone} />
      </ReactFlow>
      <WireHint />
      {nodes.length === 0 && <EmptyCanvas isReadOnly={isReadOnly} />}
    </div>
  );
}
