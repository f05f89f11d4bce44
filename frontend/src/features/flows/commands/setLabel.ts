import { always, type DocumentCommand } from "./command";

export interface SetLabel {
  readonly block: string;
  readonly label: string;
}

export const setLabel: DocumentCommand<SetLabel> = {
  name: "setLabel",
  group: "edit",
  isEnabled: always,
  mergeKey: ({ block }) => `setLabel ${block}`,
  apply({ document, selection }, { block: id, label }) {
    const block = document.blocks[id];
    if (!block || block.label === label) return { document, selection };
    return { document: { ...document, blocks: { ...document.blocks, [id]: { ...block, label } } }, selection };
  },
};
