import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { deleteSelected } from "../commands/deleteSelected";
import { useEditor, useOpenEditor } from "../EditorContext";
import { portAddress, wireName } from "../graph/document";
import { inputOf, outputOf } from "../graph/ports";
import { brokenWires, portTitle, titleOf } from "../graph/wiring";
import { LivePort } from "../runs/LivePort";
import classes from "./inspector.module.css";
import { ProblemText } from "./ProblemText";

export function WireInspector({ name }: { name: string }) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const wire = document.wires.find((one) => wireName(one) === name);
  if (!wire) return null;
  const from = portAddress(wire.from);
  const to = portAddress(wire.to);
  const output = outputOf(document, catalogue, from);
  const input = inputOf(document, catalogue, to);
  const problem = brokenWires(document, catalogue).get(name);
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>{t("inspector.wire")}</h2>
      </header>
      <div className={classes.body}>
        {problem && <ProblemText level="error" message={t(`refusals.${problem.code}`, problem.values)} />}
        <dl className={classes.facts}>
          <dt>{t("inspector.from")}</dt>
          <dd>
            {titleOf(document, catalogue, from.block)} · {output ? portTitle(output) : from.port}
          </dd>
          <dt>{t("inspector.to")}</dt>
          <dd>
            {titleOf(document, catalogue, to.block)} · {input ? portTitle(input) : to.port}
          </dd>
          <dt>{t("inspector.type")}</dt>
          <dd>{output ? t(`port_types.${output.type}`) : "–"}</dd>
        </dl>
        <LivePort block={from.block} port={from.port} />
        {!isReadOnly && (
          <Button variant="default" onClick={() => store.getState().apply(deleteSelected, undefined)}>
            {t("inspector.delete_wire")}
          </Button>
        )}
      </div>
    </>
  );
}
