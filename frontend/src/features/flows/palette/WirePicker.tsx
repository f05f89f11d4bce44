import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCanvasView } from "../canvas/useCanvasView";
import { connectPorts } from "../commands/connectPorts";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { type PortAddress, portAddress, portName } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { inputOf, outputOf, portsOf } from "../graph/ports";
import { fittingPorts, portTitle, titleOf } from "../graph/wiring";
import { wireColor } from "./families";
import { type Choice, PickList } from "./PickList";

interface Start {
  readonly at: PortAddress;
  readonly side: "output" | "input";
}

/** Wiring by keyboard: which port of the selected block, then which of the ports that take it. */
export function WirePicker() {
  const isWiring = useView((state) => state.isWiring);
  const id = useEditor(({ scene }) => (scene.selection.blocks.size === 1 ? [...scene.selection.blocks][0] : undefined));
  if (!isWiring || !id) return null;
  return <OpenPicker key={id} id={id} />;
}

function OpenPicker({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const catalogue = useEditor((state) => state.catalogue);
  const document = useEditor((state) => state.scene.document);
  const { flowToScreenPosition } = useCanvasView();
  const block = document.blocks[id];
  const ports = block ? portsOf(catalogue, id, block) : { inputs: [], outputs: [] };
  const starts: Start[] = [
    ...ports.outputs.map((port) => ({ at: { block: id, port: port.name }, side: "output" as const })),
    ...ports.inputs.map((port) => ({ at: { block: id, port: port.name }, side: "input" as const })),
  ];
  const [start, setStart] = useState<Start | undefined>(starts.length === 1 ? starts[0] : undefined);
  const screen = flowToScreenPosition({
    x: (block?.position.x ?? 0) + BLOCK_WIDTH + 16,
    y: block?.position.y ?? 0,
  });
  const close = () => view.setState({ isWiring: false });

  const portChoice = (at: PortAddress, side: "output" | "input", text: string): Choice => {
    const port = (side === "output" ? outputOf : inputOf)(document, catalogue, at);
    return {
      id: `${side} ${portName(at.block, at.port)}`,
      text,
      hint: port?.type ?? "",
      color: wireColor(port?.type ?? "any"),
    };
  };
  const nameOfPort = (at: PortAddress, side: "output" | "input") => {
    const port = (side === "output" ? outputOf : inputOf)(document, catalogue, at);
    return port ? portTitle(port) : at.port;
  };

  if (!start) {
    return (
      <PickList
        key="start"
        title={t("wiring.from", { block: titleOf(document, catalogue, id) })}
        placeholder={t("wiring.search")}
        at={screen}
        choices={(text) =>
          starts
            .map(({ at, side }) => portChoice(at, side, t(`wiring.${side}`, { port: nameOfPort(at, side) })))
            .filter((choice) => choice.text.toLowerCase().includes(text.toLowerCase()))
        }
        nothing={t("wiring.no_ports")}
        pick={(picked) => setStart(starts.find(({ at, side }) => `${side} ${portName(at.block, at.port)}` === picked))}
        close={close}
      />
    );
  }
  const other = start.side === "output" ? "input" : "output";
  const taken = new Set(document.wires.map((wire) => wire.to));
  const isTaken = (at: PortAddress) => other === "input" && taken.has(portName(at.block, at.port));
  return (
    <PickList
      key="end"
      title={t(start.side === "output" ? "wiring.to" : "wiring.into", { port: nameOfPort(start.at, start.side) })}
      placeholder={t("wiring.search")}
      at={screen}
      choices={(text) =>
        fittingPorts(document, catalogue, start.at, start.side)
          // Free inputs first: Enter at once must not take a wire away.
          .sort((a, b) => Number(isTaken(a)) - Number(isTaken(b)))
          .map((at) => {
            const choice = portChoice(
              at,
              other,
              `${titleOf(document, catalogue, at.block)} · ${nameOfPort(at, other)}`,
            );
            return isTaken(at) ? { ...choice, hint: `${choice.hint} · ${t("wiring.replaces")}` } : choice;
          })
          .filter((choice) => choice.text.toLowerCase().includes(text.toLowerCase()))
      }
      nothing={t("wiring.nothing_fits")}
      pick={(picked) => {
        const end = portAddress(picked.slice(picked.indexOf(" ") + 1));
        const startName = portName(start.at.block, start.at.port);
        const endName = portName(end.block, end.port);
        store
          .getState()
          .apply(
            connectPorts,
            start.side === "output" ? { from: startName, to: endName } : { from: endName, to: startName },
          );
        close();
      }}
      close={close}
    />
  );
}
