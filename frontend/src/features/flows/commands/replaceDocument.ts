import type { FlowDocument } from "../graph/document";
import { withSoundRemarks } from "../graph/remarks";
import { always, type DocumentCommand, NOTHING } from "./command";

/** Another version as a whole: a colleague's draft, a restored revision. One undo brings back what was there. */
export const replaceDocument: DocumentCommand<FlowDocument> = {
  name: "replaceDocument",
  group: "flow",
  isEnabled: always,
  apply: (_, document) => ({ document: withSoundRemarks(document), selection: NOTHING }),
};
