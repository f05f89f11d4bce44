import { Handle, type NodeProps, Position, useStore } from "@xyflow/react";
import { memo } from "react";
import { useActivity, useEditor, useView } from "../EditorContext";
import type { Port } from "../graph/catalogue";
import { portName } from "../graph/document";
import { portOffset, sizeOf } from "../graph/geometry";
import { summaryOf } from "../graph/summary";
import { portTitle } from "../graph/wiring";
import { useNameOf } from "../inspector/useNames";
import { familyColor, wireColor } from "../palette/families";
import { iconOf } from "../palette/icons";
import { ValueChip } from "../runs/ValueChip";
import { sidedPort } from "../viewStore";
import { BlockRate, BlockTrouble } from "./BlockState";
import classes from "./canvas.module.css";
import { type BlockNodeType, FAR_ZOOM } from "./nodes";

/** One block: what it is, what its params say, how it does. */
export const BlockNode = memo(function BlockNode({ id, data, selected, dragging }: NodeProps<BlockNodeType>) {
  const block = useEditor((state) => state.scene.document.blocks[id]);
  const type = useEditor((state) => state.catalogue.types.get(block?.type ?? ""));
  const hasErrors = useActivity((state) => (state.blocks[id]?.errors ?? 0) > 0);
  const nameOf = useNameOf();
  const isFar = useStore((state) => state.transform[2] < FAR_ZOOM);
  if (!block) return null;
  const { height } = sizeOf(data.ports);
  const Icon = iconOf(block.type, type?.family ?? "");
  const title = block.label || type?.title || block.type;
  const names = [
    classes.block,
    selected && classes.selected,
    dragging && classes.dragging,
    hasErrors && classes.failing,
  ];
  return (
    <div
      className={names.filter(Boolean).join(" ")}
      style={{ height, "--family": familyColor(type?.family ?? "") }}
      data-testid={`block-${id}`}
      data-type={block.type}
    >
      <span className={classes.edge} aria-hidden />
      <div className={classes.head}>
        <Icon size={15} stroke={1.7} className={classes.icon} aria-hidden />
        <span className={classes.title}>{title}</span>
        <BlockTrouble id={id} />
      </div>
      <div className={classes.foot}>
        <span className={classes.summary}>{summaryOf(block, type, nameOf) || (block.label ? type?.title : "")}</span>
        <BlockRate id={id} />
      </div>
      {data.ports.inputs.map((port, index) => (
        <PortHandle
          key={port.name}
          isFar={isFar}
          block={id}
          port={port}
          side="input"
          top={portOffset(index, data.ports.inputs.length, height)}
        />
      ))}
      {data.ports.outputs.map((port, index) => (
        <PortHandle
          key={port.name}
          isFar={isFar}
          block={id}
          port={port}
          side="output"
          top={portOffset(index, data.ports.outputs.length, height)}
        />
      ))}
    </div>
  );
});

interface PortHandleProps {
  /** Too small to read anything beside it. */
  isFar: boolean;
  block: string;
  port: Port;
  side: "input" | "output";
  top: number;
}

function PortHandle({ isFar, block, port, side, top }: PortHandleProps) {
  const name = portName(block, port.name);
  const state = useView(({ fitting }) =>
    fitting === null ? "" : fitting.has(sidedPort(side, name)) ? classes.fits : classes.refuses,
  );
  const isOutput = side === "output";
  return (
    <>
      <Handle
        id={port.name}
        type={isOutput ? "source" : "target"}
        position={isOutput ? Position.Right : Position.Left}
        className={`${classes.port} ${state} ${port.required || isOutput ? "" : classes.optional}`}
        style={{ top, "--wire": wireColor(port.type) }}
        data-testid={`port-${name}`}
        data-side={side}
        role="img"
        aria-label={`${portTitle(port)} (${port.type})`}
        // Five hundred blocks have thousands of ports: the browser's own tooltip costs nothing until it is seen.
        title={`${portTitle(port)} · ${port.type}${port.help ? ` — ${port.help}` : ""}`}
      />
      {!isFar && (
        <span className={`${classes.beside} ${isOutput ? classes.right : classes.left}`} style={{ top }}>
          <span className={classes.portLabel} style={{ "--wire": wireColor(port.type) }}>
            {portTitle(port)}
          </span>
          {isOutput && <ValueChip block={block} port={port.name} />}
        </span>
      )}
    </>
  );
}
