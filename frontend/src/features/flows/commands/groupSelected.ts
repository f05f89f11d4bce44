import type { Group } from "../graph/document";
import { groupsOf, regrouped } from "../graph/groups";
import { freshNames } from "../graph/ids";
import { chosen, type DocumentCommand, hasPlaced, heldBy } from "./command";

/** Draw a frame around what is selected. What was in other groups leaves them. */
export const groupSelected: DocumentCommand = {
  name: "groupSelected",
  group: "arrange",
  shortcuts: ["mod+g"],
  isEnabled: hasPlaced,
  apply(scene) {
    const held = heldBy(scene);
    const [id = "g1"] = freshNames(scene.document.groups, "g", 1);
    const group: Group = {
      title: "",
      note: "",
      color: "grey",
      blocks: [...held.blocks],
      notes: [...held.notes],
      is_collapsed: false,
    };
    const document = regrouped(scene.document, held);
    return {
      document: { ...document, groups: { ...groupsOf(document), [id]: group } },
      selection: chosen([], [], [], [id]),
    };
  },
};
