import { Handle, Position } from "@xyflow/react";
import i18next from "i18next";
import { useView } from "../EditorContext";
import { isErrorPort, type Port } from "../graph/catalogue";
import { portName } from "../graph/document";
import { portTitle } from "../graph/wiring";
import { wireColor } from "../palette/families";
import { ValueChip } from "../runs/ValueChip";
import { sidedPort } from "../viewStore";
import classes from "./canvas.module.css";
import { PORT_SIZE } from "./nodes";

const HALF = PORT_SIZE / 2;
/** Of the block: what is placed in it counts from inside of the border. */
const BORDER = 1;

interface PortHandleProps {
  /** Too small to read anything beside it. */
  isFar: boolean;
  block: string;
  port: Port;
  side: "input" | "output";
  top: number;
}

/** Round for values, square for triggers; a click on it asks what may be wired to it. */
export function PortHandle({ isFar, block, port, side, top }: PortHandleProps) {
  const state = useFitting(side, portName(block, port.name));
  const isOutput = side === "output";
  return (
    <>
      <Handle
        id={port.name}
        type={isOutput ? "source" : "target"}
        position={isOutput ? Position.Right : Position.Left}
        className={`${classes.port} ${state} ${port.required || isOutput ? "" : classes.optional}`}
        style={{ top: top - HALF - BORDER, "--wire": wireColor(port.type) }}
        data-type={port.type}
        {...wordsOf(block, port, side)}
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

/** Small, red and apart: seen only when somebody looks at the block, or when it is wired. */
export function ErrorPortHandle({
  block,
  port,
  left,
  isWired,
}: {
  block: string;
  port: Port;
  left: number;
  isWired: boolean;
}) {
  const state = useFitting("output", portName(block, port.name));
  return (
    <Handle
      id={port.name}
      type="source"
      position={Position.Bottom}
      className={`${classes.port} ${classes.errorPort} ${state} ${isWired ? classes.errorWired : ""}`}
      style={{ left: left - HALF - BORDER, "--wire": wireColor("error") }}
      {...wordsOf(block, port, "output")}
    />
  );
}

interface PortPlaceProps {
  name: string;
  side: "input" | "output";
  top: number;
}

/** Where a port is, and nothing else: from very far nobody sees it or takes hold of it, but the drawing library measures by it
 * where wires end. Each real port listens to the library's whole store. */
export function PortPlace({ name, side, top }: PortPlaceProps) {
  const isOutput = side === "output";
  return (
    <i
      className={`${classes.place} ${isOutput ? "source" : "target"}`}
      data-handleid={name}
      data-handlepos={isOutput ? Position.Right : Position.Left}
      style={{ top: top - HALF - BORDER, [isOutput ? "right" : "left"]: -HALF - BORDER }}
    />
  );
}

/** The same for an error port. */
export function ErrorPortPlace({ name, left }: { name: string; left: number }) {
  return (
    <i
      className={`${classes.place} source`}
      data-handleid={name}
      data-handlepos={Position.Bottom}
      style={{ left: left - HALF - BORDER, bottom: -HALF - BORDER }}
    />
  );
}

function useFitting(side: "input" | "output", name: string): string {
  return (
    useView(({ fitting }) =>
      fitting === null ? "" : fitting.has(sidedPort(side, name)) ? classes.fits : classes.refuses,
    ) ?? ""
  );
}

function wordsOf(block: string, port: Port, side: "input" | "output") {
  const type = i18next.t(`flows:port_types.${port.type}`);
  return {
    "data-testid": `port-${portName(block, port.name)}`,
    "data-side": side,
    "data-port": portName(block, port.name),
    role: "img",
    "aria-label": isErrorPort(port) ? portTitle(port) : `${portTitle(port)} (${type})`,
    // Five hundred blocks have thousands of ports: the browser's own tooltip costs nothing until it is seen.
    title: `${portTitle(port)} · ${type}${port.help ? ` — ${port.help}` : ""}`,
  };
}
