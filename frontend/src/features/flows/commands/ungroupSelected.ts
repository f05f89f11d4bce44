import { groupOf, groupsOf } from "../graph/groups";
import { chosen, type DocumentCommand, type Scene } from "./command";

/** Take the frame away and leave what is in it. */
export const ungroupSelected: DocumentCommand = {
  name: "ungroupSelected",
  group: "arrange",
  shortcuts: ["mod+shift+g"],
  isEnabled: (scene) => framesOf(scene).size > 0,
  apply(scene) {
    const { document } = scene;
    const gone = framesOf(scene);
    const groups = Object.entries(groupsOf(document));
    const members = groups.filter(([id]) => gone.has(id)).map(([, group]) => group);
    return {
      document: { ...document, groups: Object.fromEntries(groups.filter(([id]) => !gone.has(id))) },
      selection: chosen(
        members.flatMap(({ blocks }) => blocks),
        [],
        members.flatMap(({ notes }) => notes),
      ),
    };
  },
};

/** The selected groups, and the groups of selected blocks and notes. */
function framesOf({ document, selection }: Scene): Set<string> {
  const found = new Set(selection.groups);
  for (const kind of ["blocks", "notes"] as const) {
    for (const id of selection[kind]) {
      const group = groupOf(document, kind, id);
      if (group) found.add(group);
    }
  }
  return found;
}
