import type { Params } from "../graph/document";
import { always, type DocumentCommand } from "./command";

export interface SetBlockParams {
  readonly block: string;
  readonly params: Params;
}

/** Several params in one step, as an import brings them; the others stay. */
export const setBlockParams: DocumentCommand<SetBlockParams> = {
  name: "setBlockParams",
  group: "edit",
  isEnabled: always,
  apply({ document, selection }, { block: id, params }) {
    const block = document.blocks[id];
    if (!block) return { document, selection };
    const changed = { ...block, params: { ...block.params, ...params } };
    return { document: { ...document, blocks: { ...document.blocks, [id]: changed } }, selection };
  },
};
