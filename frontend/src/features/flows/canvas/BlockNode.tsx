import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useActivity, useEditor, useView } from "../EditorContext";
import { isErrorPort, valueOutputs } from "../graph/catalogue";
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

function DrawnBlock({ id, data, selected, dragging }: NodeProps<BlockNodeType>) {
  const block = useEditor((state) => state.scene.document.blocks[id]);
  const type = useEditor(({ catalogue }) => catalogue.types.get(block?.type ?? ""));
  const entry = useEditor(({ catalogue }) => block && entryOfUse(catalogue, block));
  const hasErrors = useActivity((state) => (state.blocks[id]?.errors ?? 0) > 0);
  const isRenaming = useView((state) => state.renaming === id);
  const find = useView(({ found }) => (found === null ? "" : found.has(id) ? "hit" : "miss"));
  const mark = useView((state) => markOf(shownTrace(state), state.traceStep, id));
  const nameOf = useNameOf();
  const isFar = useView(({ detail }) => detail === "map" || detail === "far");
  // A wire in the hand needs places to end at, however small.
  const hasPorts = useView(({ detail, fitting }) => detail !== "map" || fitting !== null);
  if (!block) return null;
  const { height } = sizeOf(data.ports);
  const { inputs } = data.ports;
  const outputs = valueOutputs(data.ports.outputs);
  const errors = data.ports.outputs.filter(isErrorPort);
  const look = lookOfType(entry ?? type, block.type);
  const Icon = look.icon;
  const title = block.label || type?.title || block.type;
  const names = [
    classes.block,
    selected && classes.selected,
    dragging && classes.dragging,
    hasErrors && classes.failing,
    block.mode === "off" && classes.off,
    block.mode === "bypass" && classes.bypassed,
    find === "hit" && classes.found,
    find === "miss" && classes.missed,
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
      {hasPorts && <span className={classes.edge} aria-hidden />}
      {(hasPorts || isRenaming) && (
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
      )}
      {!isFar && (
        <div className={classes.foot}>
          <span className={classes.summary}>{summaryOf(block, type, nameOf) || (block.label ? type?.title : "")}</span>
          <BlockRate id={id} />
        </div>
      )}
      {hasPorts ? (
        <>
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
          {errors.map((port) => (
            <ErrorPortHandle key={port.name} block={id} port={port} left={errorPortX()} isWired={data.hasErrorWire} />
          ))}
        </>
      ) : (
        <>
          {inputs.map(({ name }, index) => (
            <PortPlace key={name} name={name} side="input" top={portOffset(index, inputs.length, height)} />
          ))}
          {outputs.map(({ name }, index) => (
            <PortPlace key={name} name={name} side="output" top={portOffset(index, outputs.length, height)} />
          ))}
          {data.hasErrorWire && errors.map(({ name }) => <ErrorPortPlace key={name} name={name} left={errorPortX()} />)}
        </>
      )}
    </div>
  );
}

/** One block: what it is, what its params say, how it does. */
export const BlockNode = memo(DrawnBlock, isDrawnAlike);
