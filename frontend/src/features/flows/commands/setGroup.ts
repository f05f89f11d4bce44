import type { Group } from "../graph/document";
import { groupsOf } from "../graph/groups";
import { always, type DocumentCommand } from "./command";

export interface SetGroup {
  readonly group: string;
  readonly values: Partial<Pick<Group, "title" | "note" | "color" | "is_collapsed" | "frame">>;
}

export const setGroup: DocumentCommand<SetGroup> = {
  name: "setGroup",
  group: "edit",
  isEnabled: always,
  mergeKey: ({ group, values }) => `setGroup ${group} ${Object.keys(values)}`,
  apply(scene, { group: id, values }) {
    const group = groupsOf(scene.document)[id];
    if (!group) return scene;
    const groups = { ...groupsOf(scene.document), [id]: { ...group, ...values } };
    return { document: { ...scene.document, groups }, selection: scene.selection };
  },
};
