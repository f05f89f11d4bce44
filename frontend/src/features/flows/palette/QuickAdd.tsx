import { useTranslation } from "react-i18next";
import { addBlock } from "../commands/addBlock";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { portAddress } from "../graph/document";
import { BLOCK_WIDTH } from "../graph/geometry";
import { inputOf, outputOf } from "../graph/ports";
import { plainText } from "../runs/format";
import { lookOfType } from "./look";
import { PickList } from "./PickList";
import { tookBlock } from "./remembered";
import { type Habits, habitsIn, searchTypes, type WantedPort } from "./search";

const HALF_HEIGHT = 28;

/** The list that opens by key, by a double click, and where a wire is dropped on the empty canvas. */
export function QuickAdd() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const request = useView((state) => state.quickAdd);
  const catalogue = useEditor((state) => state.catalogue);
  const document = useEditor((state) => state.scene.document);
  if (!request) return null;
  const { at, screen, from, into } = request;
  let wanted: WantedPort | undefined;
  let habits: Habits | undefined;
  if (into) {
    const port = outputOf(document, catalogue, portAddress(into.from));
    wanted = port && { side: "output", type: port.type };
  }
  if (from) {
    const find = from.side === "output" ? outputOf : inputOf;
    const port = find(document, catalogue, portAddress(from.port));
    wanted = port && { side: from.side, type: port.type };
    habits = habitsIn(document, document.blocks[portAddress(from.port).block]?.type ?? "", from.side);
  }
  const close = () => view.setState({ quickAdd: null });
  const pick = (type: string) => {
    close();
    tookBlock(type);
    // The block's port comes to the end of the wire that was dropped; without a wire its middle comes to the point.
    const left = from?.side === "output" ? at.x + 8 : from ? at.x - BLOCK_WIDTH - 8 : at.x - BLOCK_WIDTH / 2;
    store.getState().apply(addBlock, { type, at: { x: left, y: at.y - HALF_HEIGHT }, from, into });
  };
  return (
    <PickList
      key={`${screen.x} ${screen.y}`}
      title={into ? t("quick_add.into") : wanted ? t(`quick_add.${wanted.side}`, { type: wanted.type }) : undefined}
      placeholder={t("quick_add.search")}
      at={screen}
      choices={(text) =>
        searchTypes(catalogue, text, wanted, habits).map((type) => ({
          id: type.type,
          text: type.title,
          hint: plainText(type.summary),
          color: lookOfType(type).color,
        }))
      }
      nothing={t("palette.nothing_follows")}
      pick={pick}
      close={close}
    />
  );
}
