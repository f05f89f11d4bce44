import type { ParamDeclaration } from "../graph/document";
import { always, type DocumentCommand } from "./command";

/** Change what a subflow declares. Typing is one step of undo. */
export const setParams: DocumentCommand<{ params: readonly ParamDeclaration[]; key: string }> = {
  name: "setParams",
  group: "edit",
  isEnabled: always,
  mergeKey: ({ key }) => `setParams ${key}`,
  apply: (scene, { params }) => ({ ...scene, document: { ...scene.document, params } }),
};
