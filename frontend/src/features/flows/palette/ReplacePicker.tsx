import { useTranslation } from "react-i18next";
import { useCanvasView } from "../canvas/useCanvasView";
import { replaceBlock, wiresKept } from "../commands/replaceBlock";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { touches } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { titleOf } from "../graph/wiring";
import { plainText } from "../runs/format";
import { lookOfType } from "./look";
import { PickList } from "./PickList";
import { searchTypes } from "./search";

/** Another type for a placed block; those that keep most of its wires come first. */
export function ReplacePicker() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const id = useView((state) => state.replacing);
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const { flowToScreenPosition } = useCanvasView();
  const block = id === null ? undefined : document.blocks[id];
  if (id === null || !block) return null;
  const wires = document.wires.filter((wire) => touches(wire, new Set([id]))).length;
  const close = () => view.setState({ replacing: null });
  const choices = (text: string) =>
    searchTypes(catalogue, text)
      .filter(({ type }) => type !== block.type)
      .map((type) => ({ type, kept: wiresKept(document, catalogue, id, type.type) }))
      .sort((a, b) => (text ? 0 : b.kept - a.kept))
      .map(({ type, kept }) => ({
        id: type.type,
        text: type.title,
        hint: kept < wires ? t("replace.loses", { count: wires - kept }) : plainText(type.summary),
        color: lookOfType(type).color,
      }));
  return (
    <PickList
      key={id}
      title={t("replace.title", { block: titleOf(document, catalogue, id) })}
      placeholder={t("quick_add.search")}
      at={flowToScreenPosition({ x: block.position.x + BLOCK_WIDTH + 16, y: block.position.y })}
      choices={choices}
      nothing={t("palette.nothing_follows")}
      pick={(type) => {
        store.getState().apply(replaceBlock, { block: id, type });
        close();
      }}
      close={close}
    />
  );
}
