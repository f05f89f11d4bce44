import { Tooltip } from "@mantine/core";
import { BaseEdge, type EdgeProps, getSmoothStepPath, Position } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useView } from "../EditorContext";
import type { WireRefusal } from "../graph/wiring";
import { wireColor } from "../palette/families";
import { hasPassed } from "../traces/followed";
import { shownTrace } from "../viewStore";
import classes from "./canvas.module.css";
import { PORT_SIZE, type WireEdgeType } from "./nodes";

const MINIMUM = 12;

export const WireEdge = memo(function WireEdge(props: EdgeProps<WireEdgeType>) {
  const { id, sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, selected, data } = props;
  // On a map a wire is a hair: no place to point at it.
  const isMap = useView(({ detail, dropWire }) => detail === "map" && dropWire === null);
  const isDropTarget = useView((state) => state.dropWire === id);
  const isFollowed = useView((state) => hasPassed(shownTrace(state), state.traceStep, id.slice(0, id.indexOf(">"))));
  // The library ends wires at the rim of a port; ours end under its middle.
  const isDown = sourcePosition === Position.Bottom;
  const start = isDown ? sourceX : sourceX - PORT_SIZE / 2;
  const end = targetX + PORT_SIZE / 2;
  const bend = data?.bend;
  // While an end is being dragged the bend may no longer lie between the two.
  const isBent = !isDown && bend !== undefined && bend > start + MINIMUM && bend < end - MINIMUM;
  const [path] = getSmoothStepPath({
    sourceX: start,
    sourceY: isDown ? sourceY - PORT_SIZE / 2 : sourceY,
    sourcePosition,
    targetX: end,
    targetY,
    targetPosition,
    borderRadius: 10,
    offset: 16,
    centerX: isBent ? bend : undefined,
  });
  const names = [
    classes.wire,
    selected && classes.wireSelected,
    data?.color === "series" && classes.wireSeries,
    data?.problem && classes.wireBroken,
    isDropTarget && classes.wireTarget,
    isFollowed === true && classes.wirePassed,
    isFollowed === false && classes.wireDimmed,
  ];
  const line = (
    <g data-testid={`wire-${id}`} style={{ "--wire": wireColor(data?.color ?? "any") }}>
      <BaseEdge id={id} path={path} className={names.filter(Boolean).join(" ")} interactionWidth={isMap ? 0 : 18} />
    </g>
  );
  if (!data?.problem) return line;
  return <Refused problem={data.problem}>{line}</Refused>;
});

function Refused({ problem, children }: { problem: WireRefusal; children: ReactNode }) {
  const { t } = useTranslation("flows");
  return (
    <Tooltip.Floating label={t(`refusals.${problem.code}`, problem.values)} multiline maw={320}>
      {children}
    </Tooltip.Floating>
  );
}
