import { chosen, type DocumentCommand } from "./command";

/** Step through the blocks in reading order, so that the keyboard reaches each of them. */
export function selectBeside(name: string, step: 1 | -1, key: string): DocumentCommand {
  return {
    name,
    group: "select",
    shortcuts: [key],
    isEnabled: ({ document }) => Object.keys(document.blocks).length > 0,
    apply({ document, selection }) {
      const order = Object.entries(document.blocks)
        .sort(([, a], [, b]) => a.position.x - b.position.x || a.position.y - b.position.y)
        .map(([id]) => id);
      const last = [...selection.blocks].at(-1);
      const start = last === undefined ? (step === 1 ? -1 : 0) : order.indexOf(last);
      const next = order[(start + step + order.length) % order.length];
      return next === undefined ? { document, selection } : { document, selection: chosen([next]) };
    },
  };
}
