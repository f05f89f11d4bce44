import type { FlowDocument } from "../graph/document";
import { always, type DocumentCommand, NOTHING } from "./command";

/** Another version as a whole: a colleague's draft, a restored revision. One undo brings back what was there. */
export const replaceDocument: DocumentCommand<FlowDocument> = {
  name: "replaceDocument",
  group: "flow",
  isEnabled: always,
  apply: (_, document) => ({ document, selection: NOTHING }),
};
