import { type Wire, wireName } from "../graph/document";
import { connect, disconnect, refusal } from "../graph/wiring";
import { always, chosen, type DocumentCommand } from "./command";

export interface ConnectPorts extends Wire {
  /** The wire whose end was picked up and put somewhere else. */
  readonly instead?: Wire;
}

export const connectPorts: DocumentCommand<ConnectPorts> = {
  name: "connectPorts",
  group: "edit",
  isEnabled: always,
  apply(scene, { from, to, instead }, { catalogue }) {
    const base = instead ? disconnect(scene.document, [instead]) : scene.document;
    const wire = { from, to };
    if (refusal(base, catalogue, wire)) return scene;
    return { document: connect(base, wire), selection: chosen([], [wireName(wire)]) };
  },
};
