import { layOut } from "../graph/layout";
import type { DocumentCommand } from "./command";

/** Lay out the selected blocks when there are several, else all. */
export const arrange: DocumentCommand = {
  name: "arrange",
  group: "arrange",
  shortcuts: ["shift+l"],
  isEnabled: ({ document }) => Object.keys(document.blocks).length > 1,
  apply({ document, selection }, _, { catalogue }) {
    const only = selection.blocks.size > 1 ? selection.blocks : undefined;
    return { document: layOut(document, catalogue, only), selection };
  },
};
