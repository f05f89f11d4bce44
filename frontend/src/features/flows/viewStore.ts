import { createStore, type StoreApi } from "zustand/vanilla";
import type { Position, Wire } from "./graph/document";
import type { Problem, TestResult, Trace } from "./types";

export interface QuickAddRequest {
  /** Where the new block goes, on the canvas; and where the list opens, on the screen. */
  readonly at: Position;
  readonly screen: Position;
  readonly from?: { readonly port: string; readonly side: "output" | "input" };
  readonly into?: Wire;
}

/** How much of a block is drawn: from very far only its shape, from close by the names of its ports too. */
export type Detail = "map" | "far" | "near" | "close";

export type DockTab = "problems" | "debug" | "trace" | "tests" | "source";

/** What the editor shows at the moment. None of it is saved, none of it is undone. */
export interface ViewState {
  readonly problems: readonly Problem[];
  /** Ports that the wire in hand may end at, by side and name (an input and an output may share one); null without a wire. */
  readonly fitting: ReadonlySet<string> | null;
  /** Why the last wire was refused, at the place where it was dropped. */
  readonly hint: { readonly message: string; readonly at: Position } | null;
  readonly quickAdd: QuickAddRequest | null;
  readonly isWiring: boolean;
  readonly isWatching: boolean;
  /** Whether the flow runs once for each device, as far as the server can tell; and the device whose values are shown. */
  readonly isEachDevice: boolean;
  readonly watchedDevice: number | null;
  /** A sample on its way through the flow, and how far it has been followed. */
  readonly trace: Trace | null;
  readonly traceStep: number;
  /** What came of the tests when they were last run, by name. */
  readonly testResults: Readonly<Record<string, TestResult>>;
  readonly openTest: number | null;
  readonly isPaletteOpen: boolean;
  readonly dock: DockTab | null;
  readonly isDeploying: boolean;
  readonly isHistoryOpen: boolean;
  readonly isReplayOpen: boolean;
  /** A name is asked for, to make the selection a subflow. */
  /** A document from elsewhere is being read, to stand in the place of this one. */
  readonly isImporting: boolean;
  readonly isMakingSubflow: boolean;
  /** The flow itself in the panel, while nothing is selected. */
  readonly isAboutOpen: boolean;
  /** Wire under the block that is being dragged, which the block will go into. */
  readonly dropWire: string | null;
  /** Block whose name is being typed on the canvas, and note that is being written. */
  readonly renaming: string | null;
  readonly writing: string | null;
  /** Open search, and the nodes it hits; null while nothing is looked for. */
  readonly isFinding: boolean;
  readonly found: ReadonlySet<string> | null;
  /** Block for which another type is being chosen. */
  readonly replacing: string | null;
  readonly isMinimapOpen: boolean;
  readonly detail: Detail;
  /** Commands at the pointer, for what was clicked with the right button. */
  readonly menu: { readonly screen: Position; readonly at: Position } | null;
}

export function sidedPort(side: "output" | "input", name: string): string {
  return `${side} ${name}`;
}

/** The trace is on the canvas while its steps are below it; elsewhere live values are. */
export function shownTrace({ trace, dock }: ViewState): Trace | null {
  return dock === "trace" ? trace : null;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>()(() => ({
    problems: [],
    fitting: null,
    hint: null,
    quickAdd: null,
    isWiring: false,
    isWatching: true,
    isEachDevice: false,
    watchedDevice: null,
    trace: null,
    traceStep: 0,
    testResults: {},
    openTest: null,
    isPaletteOpen: true,
    dock: null,
    isDeploying: false,
    isHistoryOpen: false,
    isReplayOpen: false,
    isMakingSubflow: false,
    isImporting: false,
    isAboutOpen: false,
    dropWire: null,
    renaming: null,
    writing: null,
    isFinding: false,
    found: null,
    replacing: null,
    isMinimapOpen: true,
    detail: "near",
    menu: null,
  }));
}
