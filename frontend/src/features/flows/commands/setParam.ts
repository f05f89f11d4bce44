import { produce } from "immer";
import { always, type DocumentCommand } from "./command";

export type ParamPath = readonly (string | number)[];

export interface SetParam {
  readonly block: string;
  readonly path: ParamPath;
  /** `undefined` takes the entry away, so that the schema's default holds again. */
  readonly value: unknown;
}

export const setParam: DocumentCommand<SetParam> = {
  name: "setParam",
  group: "edit",
  isEnabled: always,
  mergeKey: ({ block, path }) => `setParam ${block} ${path.join("/")}`,
  apply({ document, selection }, { block: id, path, value }) {
    const block = document.blocks[id];
    if (!block) return { document, selection };
    const params = withValue(block.params, path, value);
    return { document: { ...document, blocks: { ...document.blocks, [id]: { ...block, params } } }, selection };
  },
};

export function withValue<T extends object>(root: T, path: ParamPath, value: unknown): T {
  return produce(root, (draft) => {
    const last = path.at(-1);
    if (last === undefined) return;
    // Params are JSON of any depth: their shape is the schema's business, and the server checks it.
    let place = draft as Record<string | number, unknown>;
    path.slice(0, -1).forEach((step, index) => {
      const next = place[step];
      if (typeof next !== "object" || next === null) place[step] = typeof path[index + 1] === "number" ? [] : {};
      place = place[step] as Record<string | number, unknown>;
    });
    if (value === undefined && Array.isArray(place)) place.splice(Number(last), 1);
    else if (value === undefined) delete place[last];
    else place[last] = value;
  });
}
