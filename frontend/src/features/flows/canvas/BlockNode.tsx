import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useActivity, useEditor, useView } from "../EditorContext";
import { type BlockType, isErrorPort, valueOutputs } from "../graph/catalogue";
import type { Block } from "../graph/document";
import { errorPortX, portOffset, sizeOf } from "../graph/geometry";
import { entryOfUse } from "../graph/subflows";
import { summaryOf } from "../graph/summary";
import { useNameOf } from "../inspector/useNames";
import { lookOfType } from "../palette/look";
import { type Mark, markOf } from "../traces/followed";
import { shownTrace } from "../viewStore";
import { BlockRate, BlockTrouble, ModeSign } from "./BlockState";
import classes from "./canvas.module.css";
import { type BlockNodeType, isDrawnAlike } from "./nodes";
import { ErrorPortHandle, ErrorPortPlace, PortHandle, PortPlace } from "./PortHandle";
import { RenameField } from "./RenameField";

const MARKS: Readonly<Record<Mark, string | undefined>> = {
  current: classes.traceCurrent,
  passed: classes.tracePassed,
  ahead: classes.traceAhead,
  outside: classes.traceOutside,
};
const FOUND: Readonly<Record<string, string | undefined>> = { hit: classes.found, miss: classes.missed };

type Drawn = NodeProps<BlockNodeType>;

function DrawnBlock({ id, data, selected, dragging }: Drawn) {
  const block = useEditor((state) => state.scene.document.blocks[id]);
  const type = useEditor(({ catalogue }) => (block && entryOfUse(catalogue, block)) ?? typeIn(catalogue.types, block));
  const hasErrors = useActivity((state) => (state.blocks[id]?.errors ?? 0) > 0);
  const find = useView(({ found }) => (found === null ? "" : found.has(id) ? "hit" : "miss"));
  const mark = useView((state) => markOf(shownTrace(state), state.traceStep, id));
  // A wire in the hand needs places to end at, however small; and a name is typed where it stands.
  const isMap = useView(({ detail, fitting, renaming }) => detail === "map" && fitting === null && renaming !== id);
  if (!block) return null;
  const { height } = sizeOf(data.ports);
  const look = lookOfType(type, block.type);
  const names = [
    classes.block,
    selected && classes.selected,
    dragging && classes.dragging,
    hasErrors && classes.failing,
    block.mode === "off" && classes.off,
    block.mode === "bypass" && classes.bypassed,
    FOUND[find],
    mark && MARKS[mark],
  ];
  return (
    <div
      className={names.filter(Boolean).join(" ")}
      style={{ height, "--family": block.mode ? "var(--stale)" : look.color }}
      data-testid={`block-${id}`}
      data-type={block.type}
      data-trace={mark ?? undefined}
      data-mode={block.mode}
    >
      {isMap ? <Outline data={data} height={height} /> : <Parts id={id} block={block} data={data} icon={look.icon} />}
    </div>
  );
}

function typeIn(types: ReadonlyMap<string, BlockType>, block: Block | undefined): BlockType | undefined {
  return types.get(block?.type ?? "");
}

/** From very far: a shape, and where wires end at it. Hundreds of these come into view at once. */
function Outline({ data, height }: { data: Drawn["data"]; height: number }) {
  const { inputs } = data.ports;
  const outputs = valueOutputs(data.ports.outputs);
  return (
    <>
      {inputs.map(({ name }, index) => (
        <PortPlace key={name} name={name} side="input" top={portOffset(index, inputs.length, height)} />
      ))}
      {outputs.map(({ name }, index) => (
        <PortPlace key={name} name={name} side="output" top={portOffset(index, outputs.length, height)} />
      ))}
      {data.hasErrorWire &&
        data.ports.outputs
          .filter(isErrorPort)
          .map(({ name }) => <ErrorPortPlace key={name} name={name} left={errorPortX()} />)}
    </>
  );
}

interface PartsProps {
  id: string;
  block: Block;
  data: Drawn["data"];
  icon: ReturnType<typeof lookOfType>["icon"];
}

/** What the block is, what its params say, how it does, and its ports. */
function Parts({ id, block, data, icon: Icon }: PartsProps) {
  const type = useEditor(({ catalogue }) => catalogue.types.get(block.type));
  const isRenaming = useView((state) => state.renaming === id);
  const isFar = useView(({ detail }) => detail === "map" || detail === "far");
  const nameOf = useNameOf();
  const { height } = sizeOf(data.ports);
  const { inputs } = data.ports;
  const outputs = valueOutputs(data.ports.outputs);
  const title = block.label || type?.title || block.type;
  return (
    <>
      <span className={classes.edge} aria-hidden />
      <div className={classes.head}>
        <Icon size={15} stroke={1.7} className={classes.icon} aria-hidden />
        {isRenaming ? (
          <RenameField id={id} label={block.label} placeholder={type?.title ?? block.type} />
        ) : (
          <span className={classes.title}>{title}</span>
        )}
        {block.mode && <ModeSign mode={block.mode} />}
        <BlockTrouble id={id} />
      </div>
      {!isFar && (
        <div className={classes.foot}>
          <span className={classes.summary}>{summaryOf(block, type, nameOf) || (block.label ? type?.title : "")}</span>
          <BlockRate id={id} />
        </div>
      )}
      {inputs.map((port, index) => (
        <PortHandle
          key={port.name}
          isFar={isFar}
          block={id}
          port={port}
          side="input"
          top={portOffset(index, inputs.length, height)}
        />
      ))}
      {outputs.map((port, index) => (
        <PortHandle
          key={port.name}
          isFar={isFar}
          block={id}
          port={port}
          side="output"
          top={portOffset(index, outputs.length, height)}
        />
      ))}
      {data.ports.outputs.filter(isErrorPort).map((port) => (
        <ErrorPortHandle key={port.name} block={id} port={port} left={errorPortX()} isWired={data.hasErrorWire} />
      ))}
    </>
  );
}

/** One block on the canvas. */
export const BlockNode = memo(DrawnBlock, isDrawnAlike);
