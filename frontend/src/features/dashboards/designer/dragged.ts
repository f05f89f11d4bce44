import type { PickedNode } from "@/shared/pickers/nodeQueries";
import type { Binding } from "../document/dashboardDocument";
import type { WidgetKind } from "../widgets/widget";

/** What hangs on the pointer between the panels and the page. */
export type Dragged =
  | { what: "widget"; kind: WidgetKind }
  /** Devices and metrics out of the tree of resources. */
  | { what: "nodes"; nodes: readonly PickedNode[] }
  /** What a flow hands to dashboards. */
  | { what: "output"; binding: Extract<Binding, { kind: "output" }> };
