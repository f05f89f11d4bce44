import type { Connection, Edge, FinalConnectionState, HandleType, OnConnectStartParams } from "@xyflow/react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { connectPorts } from "../commands/connectPorts";
import { removeWire } from "../commands/removeWire";
import { useOpenEditor } from "../EditorContext";
import { type FlowDocument, type PortAddress, portName, type Wire } from "../graph/document";
import { fittingPorts, refusal } from "../graph/wiring";
import { sidedPort } from "../viewStore";
import { thingOf, type WireEdgeType } from "./nodes";
import { useCanvasView } from "./useCanvasView";
import { useStable } from "./useStable";

const HINT_MS = 5_000;

/** Drawing a wire, moving an end of one, and dropping either where it does not belong. */
export function useWireGestures() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const { screenToFlowPosition } = useCanvasView();
  const moved = useRef<Wire | null>(null);
  const isDone = useRef(false);

  const document = (): FlowDocument => {
    const { document: whole } = store.getState().scene;
    const without = moved.current;
    // An end in the hand is off its port: its own old wire must not stand in the way of the new one.
    return without
      ? { ...whole, wires: whole.wires.filter(({ from, to }) => from !== without.from || to !== without.to) }
      : whole;
  };

  const begin = (start: PortAddress, type: HandleType) => {
    isDone.current = false;
    const side = type === "source" ? "output" : "input";
    const fitting = fittingPorts(document(), store.getState().catalogue, start, side);
    view.setState({
      hint: null,
      fitting: new Set([
        ...fitting.map((at) => sidedPort(side === "output" ? "input" : "output", portName(at.block, at.port))),
        sidedPort(side, portName(start.block, start.port)),
      ]),
    });
  };

  const connect = (wire: Wire) => {
    isDone.current = true;
    const instead = moved.current;
    store.getState().apply(connectPorts, instead ? { ...wire, instead } : wire);
  };

  const explain = (message: string, event: MouseEvent | TouchEvent) => {
    const hint = { message, at: screenToFlowPosition(placeOf(event)) };
    view.setState({ hint });
    setTimeout(() => {
      if (view.getState().hint === hint) view.setState({ hint: null });
    }, HINT_MS);
  };

  /** Where the wire was let go: on a port, on a block's body, or on the empty canvas. */
  const drop = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    view.setState({ fitting: null });
    if (isDone.current || !state.fromHandle) return;
    const side = state.fromHandle.type === "source" ? "output" : "input";
    const start = portName(state.fromHandle.nodeId, state.fromHandle.id ?? "");
    const { catalogue } = store.getState();
    const wireTo = (end: string): Wire => (side === "output" ? { from: start, to: end } : { from: end, to: start });

    if (state.toHandle) {
      if (state.toHandle.type === state.fromHandle.type) {
        explain(t(side === "output" ? "refusals.two_outputs" : "refusals.two_inputs"), event);
        return;
      }
      const problem = refusal(document(), catalogue, wireTo(portName(state.toHandle.nodeId, state.toHandle.id ?? "")));
      if (problem && problem.code !== "exists") explain(t(`refusals.${problem.code}`, problem.values), event);
      return;
    }
    const target = blockUnder(event);
    if (target === state.fromHandle.nodeId) return;
    if (target) {
      const from = { block: state.fromHandle.nodeId, port: state.fromHandle.id ?? "" };
      const ports = fittingPorts(document(), catalogue, from, side).filter(({ block }) => block === target);
      const taken = new Set(document().wires.map((wire) => wire.to));
      // A free input is meant rather than one that would lose its wire.
      const port = ports.find((at) => !taken.has(portName(at.block, at.port))) ?? ports[0];
      if (port) connect(wireTo(portName(port.block, port.port)));
      else explain(t("refusals.no_fitting_port"), event);
      return;
    }
    if (moved.current || !isOnPane(event)) return;
    const screen = placeOf(event);
    view.setState({ quickAdd: { at: screenToFlowPosition(screen), screen, from: { port: start, side } } });
  };

  const onConnectStart = useStable(
    (_: MouseEvent | TouchEvent, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      if (nodeId && handleId && handleType) begin({ block: nodeId, port: handleId }, handleType);
    },
  );
  const onConnect = useStable((connection: Connection) => connect(wireOf(connection)));
  const onConnectEnd = useStable(drop);
  const onReconnectStart = useStable((_: unknown, edge: WireEdgeType, held: HandleType) => {
    moved.current = wireOf(edge);
    // `held` names the end that stays.
    if (held === "source") begin({ block: edge.target, port: edge.targetHandle ?? "" }, "target");
    else begin({ block: edge.source, port: edge.sourceHandle ?? "" }, "source");
  });
  const onReconnect = useStable((_: WireEdgeType, connection: Connection) => connect(wireOf(connection)));
  const onReconnectEnd = useStable(
    (event: MouseEvent | TouchEvent, edge: WireEdgeType, _: HandleType, state: FinalConnectionState) => {
      drop(event, state);
      // Pulled off and let go over nothing: the wire is meant to go.
      if (!isDone.current && isOnPane(event)) {
        store.getState().apply(removeWire, wireOf(edge));
      }
      moved.current = null;
    },
  );
  return { onConnectStart, onConnect, onConnectEnd, onReconnectStart, onReconnect, onReconnectEnd };
}

function wireOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): Wire {
  return { from: portName(source, sourceHandle ?? ""), to: portName(target, targetHandle ?? "") };
}

function placeOf(event: MouseEvent | TouchEvent) {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

function elementUnder(event: MouseEvent | TouchEvent): Element | null {
  const { x, y } = placeOf(event);
  return window.document.elementFromPoint(x, y);
}

function blockUnder(event: MouseEvent | TouchEvent): string | null {
  const node = elementUnder(event)?.closest(".react-flow__node")?.getAttribute("data-id");
  return node && thingOf(node).kind === "block" ? node : null;
}

function isOnPane(event: MouseEvent | TouchEvent): boolean {
  return elementUnder(event)?.classList.contains("react-flow__pane") ?? false;
}
