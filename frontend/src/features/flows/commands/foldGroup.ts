import { groupOf, groupsOf } from "../graph/groups";
import { chosen, type DocumentCommand, type Scene } from "./command";

/** Fold the selected groups to one box each, or unfold them again. */
export const foldGroup: DocumentCommand = {
  name: "foldGroup",
  group: "arrange",
  shortcuts: ["shift+f"],
  isEnabled: (scene) => framesOf(scene).length > 0,
  apply(scene) {
    const { document } = scene;
    const ids = framesOf(scene);
    const groups = { ...groupsOf(document) };
    const isFolding = ids.some((id) => groups[id]?.is_collapsed === false);
    for (const id of ids) {
      const group = groups[id];
      if (group) groups[id] = { ...group, is_collapsed: isFolding };
    }
    return { document: { ...document, groups }, selection: chosen([], [], [], ids) };
  },
};

function framesOf({ document, selection }: Scene): string[] {
  const own = [...selection.groups];
  const around = [...selection.blocks].map((id) => groupOf(document, "blocks", id)).filter((id) => id !== undefined);
  return [...new Set([...own, ...around])];
}
