import type { Wire } from "../graph/document";
import { disconnect } from "../graph/wiring";
import { always, type DocumentCommand, NOTHING } from "./command";

export const removeWire: DocumentCommand<Wire> = {
  name: "removeWire",
  group: "edit",
  isEnabled: always,
  apply: ({ document }, wire) => ({ document: disconnect(document, [wire]), selection: NOTHING }),
};
