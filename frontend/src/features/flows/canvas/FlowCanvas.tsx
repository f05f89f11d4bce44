import "@xyflow/react/dist/base.css";
import { type Connection, ConnectionMode, ReactFlow } from "@xyflow/react";
import { type FocusEvent, type MouseEvent, useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { chosen } from "../commands/command";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { portName } from "../graph/document";
import { GRID } from "../graph/geometry";
import { bendsOf } from "../graph/routing";
import { brokenWires, refusal } from "../graph/wiring";
import { useGoInside } from "../subflows/useGoInside";
import { BlockNode } from "./BlockNode";
import { CanvasControls } from "./CanvasControls";
import classes from "./canvas.module.css";
import { DotGrid } from "./DotGrid";
import { DraggedWire } from "./DraggedWire";
import { EmptyCanvas } from "./EmptyCanvas";
import { FindBar } from "./FindBar";
import { GroupNode } from "./GroupNode";
import { GuideLines } from "./GuideLines";
import { Minimap } from "./Minimap";
import { NoteNode } from "./NoteNode";
import { type CanvasNode, edgeDrawer, nodeDrawer, thingOf, type WireEdgeType } from "./nodes";
import { useCanvasChanges } from "./useCanvasChanges";
import { useCanvasView } from "./useCanvasView";
import { useDropOnWire } from "./useDropOnWire";
import { useKeepInSight } from "./useKeepInSight";
import { useLevelOfDetail } from "./useLevelOfDetail";
import { useStable } from "./useStable";
import { useWireGestures } from "./useWireGestures";
import { WireEdge } from "./WireEdge";
import { WireHint } from "./WireHint";

const NODE_TYPES = { block: BlockNode, frame: GroupNode, note: NoteNode };
const EDGE_TYPES = { wire: WireEdge };
/** Always the same objects: the library takes a new one for a new wish, in the middle of a move to somewhere else. */
const FIT = { padding: 0.1, maxZoom: 1, minZoom: 0.1 };
/** On a phone the whole flow would be too small to read. */
const FIT_ON_PHONE = { ...FIT, minZoom: 0.65 };
const SNAP_GRID: [number, number] = [GRID, GRID];
const SELECT_KEYS = ["Shift", "Control", "Meta"];
/** The buttons at the lower edge. */
const PHONE_FOOT = 64;
/** What the sheet about the tapped block covers. */
const SHEET_PART = 0.46;
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
  const isMinimapOpen = useView((state) => state.isMinimapOpen);
  const isWiring = useView((state) => state.fitting !== null);
  const detail = useView((state) => state.detail);
  const level = useLevelOfDetail();
  const isMap = detail === "map";
  const isFar = isMap || detail === "far";
  const { moving, changeNodes, changeEdges, putDown } = useCanvasChanges();
  const lookForWire = useDropOnWire();

  const frame = useRef<HTMLDivElement>(null);
  // Asked for on an empty canvas it would wait for the first block and jump to it.
  const hadBlocks = useRef(Object.keys(scene.document.blocks).length > 0).current;

  const drawNodes = useRef(nodeDrawer()).current;
  const drawEdges = useRef(edgeDrawer()).current;
  const { document, selection } = scene;
  const broken = useMemo(() => brokenWires(document, catalogue), [document, catalogue]);
  const bends = useMemo(() => bendsOf(document, catalogue), [document, catalogue]);
  const sayBlock = useCallback(
    (words: { title: string; from: string; to: string }) =>
      [words.title, words.from && t("canvas.fed_by", words), words.to && t("canvas.feeds", words)]
        .filter(Boolean)
        .join("; "),
    [t],
  );
  const sayWire = useCallback((words: { from: string; to: string }) => t("canvas.wire", words), [t]);
  const nodes = useMemo(
    () => drawNodes({ document, catalogue, selection, moving, say: sayBlock }),
    [drawNodes, document, catalogue, selection, moving, sayBlock],
  );
  const edges = useMemo(
    () => drawEdges({ document, catalogue, selection, broken, bends, say: sayWire }),
    [drawEdges, document, catalogue, selection, broken, bends, sayWire],
  );

  const goInside = useGoInside();
  const hasSheet = isPhone && selection.blocks.size > 0;
  useKeepInSight(document, selection, hasSheet ? window.innerHeight * SHEET_PART : isPhone ? PHONE_FOOT : 0);
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
    if (id && target.classList.contains("react-flow__node")) store.getState().select(selectionOf(id));
    if (id && target.classList.contains("react-flow__edge")) store.getState().select(chosen([], [id]));
  };

  /** A port that is clicked, not dragged, asks what shall be wired to it. */
  const askAtPort = (event: MouseEvent) => {
    const port = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-port]") : null;
    if (!port?.dataset.port || isReadOnly) return;
    const side = port.dataset.side === "input" ? "input" : "output";
    const beside = port.getBoundingClientRect();
    const screen = { x: side === "output" ? beside.right + 40 : beside.left - 40, y: beside.top + beside.height / 2 };
    view.setState({ quickAdd: { at: screenToFlowPosition(screen), screen, from: { port: port.dataset.port, side } } });
  };

  const openMenu = (event: MouseEvent | globalThis.MouseEvent, selection?: ReturnType<typeof chosen>) => {
    event.preventDefault();
    if (selection) store.getState().select(selection);
    const screen = { x: event.clientX, y: event.clientY };
    if (!isPhone) view.setState({ menu: { screen, at: screenToFlowPosition(screen) } });
  };

  const isValidWire = useCallback(
    ({ source, target, sourceHandle, targetHandle }: Connection | WireEdgeType) => {
      const state = store.getState();
      const wire = { from: portName(source, sourceHandle ?? ""), to: portName(target, targetHandle ?? "") };
      return refusal(state.scene.document, state.catalogue, wire) === null;
    },
    [store],
  );

  const beginMove = useStable((event: globalThis.MouseEvent | TouchEvent | null) => {
    level.begin();
    frame.current?.classList.add(classes.moving ?? "");
    // A wheel must keep reaching what it turns over.
    if (event && event.type !== "wheel") frame.current?.classList.add(classes.panning ?? "");
  });
  const rest = useStable(() => {
    frame.current?.classList.remove(classes.moving ?? "", classes.panning ?? "");
    level.rest();
  });
  const enter = useStable((_: MouseEvent, node: CanvasNode) => goInside(node.id));
  const openNodeMenu = useStable((event: MouseEvent, node: CanvasNode) =>
    openMenu(event, isChosen(selection, node.id) ? undefined : selectionOf(node.id)),
  );
  const openEdgeMenu = useStable((event: MouseEvent, edge: WireEdgeType) =>
    openMenu(event, selection.wires.has(edge.id) ? undefined : chosen([], [edge.id])),
  );
  const openPaneMenu = useStable((event: MouseEvent | globalThis.MouseEvent) => openMenu(event, chosen([])));
  const openSelectionMenu = useStable((event: MouseEvent) => openMenu(event));

  const names = [
    classes.canvas,
    detail === "close" && classes.close,
    isFar && classes.far,
    isMap && classes.map,
    isWiring && classes.wiring,
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same lists open by the keys named in the help.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <div
      ref={frame}
      className={names.filter(Boolean).join(" ")}
      onDoubleClick={openQuickAdd}
      onClick={askAtPort}
      onFocus={selectFocused}
      data-testid="canvas"
    >
      <ReactFlow<CanvasNode, WireEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        // While it moves, the drawing is a picture that the browser shifts; standing still it is drawn sharp.
        onMoveStart={beginMove}
        onMoveEnd={rest}
        onNodeDrag={lookForWire}
        onNodeDoubleClick={enter}
        onNodeDragStop={putDown}
        onNodeContextMenu={openNodeMenu}
        onEdgeContextMenu={openEdgeMenu}
        onPaneContextMenu={openPaneMenu}
        onSelectionContextMenu={openSelectionMenu}
        connectOnClick={false}
        elevateNodesOnSelect={false}
        {...gestures}
        isValidConnection={isValidWire}
        connectionLineComponent={DraggedWire}
        connectionMode={ConnectionMode.Strict}
        connectionRadius={28}
        reconnectRadius={14}
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        // Nobody takes hold of the end of a wire on a map, and each has two places to do so.
        edgesReconnectable={!isReadOnly && !isMap}
        elementsSelectable
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={SELECT_KEYS}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP_GRID}
        minZoom={0.1}
        maxZoom={2.5}
        fitView={hadBlocks}
        fitViewOptions={isPhone ? FIT_ON_PHONE : FIT}
        // On a map all blocks stay in the page: each is a shape and no more, and making and dropping hundreds of them would cost
        // every frame of a zoom. From near they are too much, and few come into view at a time.
        onlyRenderVisibleElements={!isMap}
        nodeClickDistance={3}
        paneClickDistance={3}
        aria-label={t("canvas.label")}
      >
        {/* From far its dots are a grey veil that the browser paints anew in every frame. */}
        {!isFar && <DotGrid />}
        <GuideLines document={document} catalogue={catalogue} moving={moving} />
        {!isPhone && isMinimapOpen && nodes.length >= MINIMAP_FROM_BLOCKS && (
          <Minimap document={document} catalogue={catalogue} moving={moving} />
        )}
        <CanvasControls isPhone={isPhone} />
      </ReactFlow>
      <WireHint />
      <FindBar />
      {nodes.length === 0 && <EmptyCanvas isReadOnly={isReadOnly} />}
    </div>
  );
}

function selectionOf(node: string) {
  const { kind, id } = thingOf(node);
  if (kind === "group") return chosen([], [], [], [id]);
  return kind === "note" ? chosen([], [], [id]) : chosen([id]);
}

function isChosen(selection: ReturnType<typeof chosen>, node: string): boolean {
  const { kind, id } = thingOf(node);
  return selection[`${kind}s`].has(id);
}
