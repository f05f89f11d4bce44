import { wireName } from "../graph/document";
import { always, chosen, type DocumentCommand } from "./command";

export const selectAll: DocumentCommand = {
  name: "selectAll",
  group: "select",
  shortcuts: ["mod+a"],
  isEnabled: always,
  apply: ({ document }) => ({
    document,
    selection: chosen(Object.keys(document.blocks), document.wires.map(wireName), Object.keys(document.notes ?? {})),
  }),
};
