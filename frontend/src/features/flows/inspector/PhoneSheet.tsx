import { CloseButton } from "@mantine/core";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NOTHING, onlyBlock } from "../commands/command";
import { useEditor, useOpenEditor } from "../EditorContext";
import { isErrorPort } from "../graph/catalogue";
import { portAddress, portName } from "../graph/document";
import { portsOf } from "../graph/ports";
import { portTitle, titleOf } from "../graph/wiring";
import { LivePort } from "../runs/LivePort";
import { Inspector } from "./Inspector";
import classes from "./phoneSheet.module.css";

const SWIPE_PX = 40;

/** What was tapped, from below: values first, then the rest. Pulled up it is tall, pulled down it goes. */
export function PhoneSheet() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const block = useEditor(({ scene }) => onlyBlock(scene));
  const [isTall, setTall] = useState(false);
  const from = useRef<number | null>(null);
  const close = () => {
    store.getState().select(NOTHING);
    view.setState({ isAboutOpen: false });
  };
  const swipe = (event: PointerEvent) => {
    const by = from.current === null ? 0 : event.clientY - from.current;
    from.current = null;
    if (by < -SWIPE_PX) setTall(true);
    else if (by > SWIPE_PX && isTall) setTall(false);
    else if (by > SWIPE_PX) close();
  };
  return (
    <section
      className={isTall ? `${classes.sheet} ${classes.tall}` : classes.sheet}
      aria-label={t("inspector.label")}
      data-testid="phone-sheet"
    >
      <div
        className={classes.sheetHead}
        onPointerDown={(event) => {
          from.current = event.clientY;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerUp={swipe}
      >
        <button
          type="button"
          className={classes.sheetGrip}
          aria-label={t(isTall ? "sheet.smaller" : "sheet.larger")}
          aria-expanded={isTall}
          onClick={() => setTall(!isTall)}
        />
        <CloseButton
          size={44}
          aria-label={t("sheet.close")}
          onPointerDown={(event) => event.stopPropagation()}
          onClick={close}
        />
      </div>
      <div className={classes.sheetBody}>
        {block !== undefined && <PortValues id={block} />}
        <Inspector />
      </div>
    </section>
  );
}

/** The newest values at a block: what came in over its wires, and what left it. */
function PortValues({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const block = document.blocks[id];
  if (!block) return null;
  const { inputs, outputs } = portsOf(catalogue, id, block);
  const feeding = inputs.flatMap((port) => {
    const wire = document.wires.find(({ to }) => to === portName(id, port.name));
    return wire ? [{ port, from: portAddress(wire.from) }] : [];
  });
  return (
    <dl className={classes.portValues} data-testid="port-values">
      {feeding.map(({ port, from }) => (
        <div key={`in ${port.name}`}>
          <dt>
            {portTitle(port)}
            <span className={classes.portWay}>
              {t("sheet.from", { block: titleOf(document, catalogue, from.block) })}
            </span>
          </dt>
          <dd>
            <LivePort block={from.block} port={from.port} />
          </dd>
        </div>
      ))}
      {outputs
        .filter((port) => !isErrorPort(port))
        .map((port) => (
          <div key={`out ${port.name}`}>
            <dt>
              {portTitle(port)}
              <span className={classes.portWay}>{t("sheet.leaves")}</span>
            </dt>
            <dd>
              <LivePort block={id} port={port.name} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
