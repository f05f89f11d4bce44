import { createStore, type StoreApi } from "zustand/vanilla";
import { type ApiError, asApiError } from "@/shared/api/ApiError";
import { replaceDocument } from "./commands/replaceDocument";
import type { EditorStore } from "./editorStore";
import type { FlowDocument } from "./graph/document";
import { withPorts } from "./graph/ports";
import type { Checked, Draft, NewerDraft } from "./types";
import type { ViewStore } from "./viewStore";

export interface SaveState {
  readonly status: "saved" | "changed" | "saving" | "failed" | "conflict";
  readonly version: number;
  /** When this page last saved; null until it has. */
  readonly savedAt: number | null;
  readonly message: string;
  readonly newer: NewerDraft | null;
}

interface KeeperOptions {
  readonly store: EditorStore;
  readonly view: ViewStore;
  readonly draft: Draft;
  readonly save: (document: FlowDocument, baseVersion: number) => Promise<Draft>;
  /** What is wrong with a document that is stored already. */
  readonly check: (document: FlowDocument) => Promise<Checked>;
}

const QUIET_MS = 700;
const RETRY_MS = 5_000;

/** Keeps the draft on the server equal to the open document: a moment after each change, one save at a time. */
export class DraftKeeper {
  readonly state: StoreApi<SaveState>;
  private saved: FlowDocument;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private readonly options: KeeperOptions;

  constructor(options: KeeperOptions) {
    this.options = options;
    this.saved = options.draft.document;
    this.state = createStore<SaveState>()(() => ({
      status: "saved",
      version: options.draft.version,
      savedAt: null,
      message: "",
      newer: null,
    }));
  }

  /** Follow the document until the returned function is called; what is unsaved then is still sent. */
  start(): () => void {
    const leave = this.options.store.subscribe(() => this.look());
    return () => {
      leave();
      clearTimeout(this.timer);
      if (this.hasChanges && this.state.getState().status !== "conflict") void this.run();
    };
  }

  get hasChanges(): boolean {
    return this.document !== this.saved;
  }

  /** Save now what is not saved yet. True when the server has it all. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.state.getState().status === "conflict") return false;
    if (this.running) await this.running;
    if (this.hasChanges && this.state.getState().status !== "conflict") await this.run();
    return !this.hasChanges;
  }

  /** Somebody else was faster, and theirs shall count. Ours stays one undo away. */
  takeTheirs(): void {
    const { newer } = this.state.getState();
    if (!newer) return;
    this.saved = newer.document;
    this.state.setState({ status: "saved", version: newer.version, newer: null, message: "" });
    this.options.store.getState().apply(replaceDocument, newer.document);
    this.options.check(newer.document).then(
      (checked) => this.show(newer.document, checked),
      // The next save tells as well.
      () => {},
    );
  }

  /** Somebody else was faster, and ours shall count. Theirs is overwritten knowingly. */
  async keepOurs(): Promise<void> {
    const { newer } = this.state.getState();
    if (!newer) return;
    this.state.setState({ status: "changed", version: newer.version, newer: null, message: "" });
    await this.run();
  }

  /** What both began with, when somebody else was faster. */
  get base(): FlowDocument {
    return this.saved;
  }

  /** Somebody else was faster, and both shall count. One undo brings ours back. */
  async keepBoth(document: FlowDocument): Promise<void> {
    const { newer } = this.state.getState();
    if (!newer) return;
    this.saved = newer.document;
    this.state.setState({ status: "changed", version: newer.version, newer: null, message: "" });
    this.options.store.getState().apply(replaceDocument, document);
    await this.run();
  }

  /** The server has changed the draft for us, as when a revision is restored. */
  accept(draft: Draft): void {
    this.saved = draft.document;
    this.options.store.getState().apply(replaceDocument, draft.document);
    this.learn(draft);
  }

  private get document(): FlowDocument {
    return this.options.store.getState().scene.document;
  }

  private look(): void {
    const { status } = this.state.getState();
    if (!this.hasChanges) {
      clearTimeout(this.timer);
      if (status === "changed") this.state.setState({ status: "saved" });
      return;
    }
    if (status === "conflict" || this.options.store.getState().isReadOnly) return;
    if (status === "saved") this.state.setState({ status: "changed" });
    this.soon(QUIET_MS);
  }

  private soon(wait_ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), wait_ms);
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) return this.running;
    this.running = this.send();
    try {
      await this.running;
    } finally {
      this.running = null;
    }
    if (this.hasChanges && this.state.getState().status === "saved") {
      this.state.setState({ status: "changed" });
      this.soon(QUIET_MS);
    }
  }

  private async send(): Promise<void> {
    const { document } = this;
    this.state.setState({ status: "saving" });
    try {
      const draft = await this.options.save(document, this.state.getState().version);
      // What came back says the same; keeping our own object tells apart what was typed meanwhile.
      this.saved = document;
      this.learn(draft);
    } catch (error) {
      this.failed(asApiError(error));
    }
  }

  private learn(draft: Draft): void {
    this.state.setState({ status: "saved", version: draft.version, savedAt: Date.now(), message: "", newer: null });
    this.show(draft.document, draft);
  }

  private show(document: FlowDocument, { problems, ports, is_each_device }: Checked): void {
    this.options.view.setState({ problems, ...(is_each_device == null ? {} : { isEachDevice: is_each_device }) });
    this.options.store.setState(({ catalogue }) => ({ catalogue: withPorts(catalogue, document.blocks, ports) }));
  }

  private failed(error: ApiError): void {
    const newer = error.family === "conflict" ? newerIn(error) : null;
    if (newer) {
      // What was typed while it was being found waits for the answer too.
      clearTimeout(this.timer);
      this.state.setState({ status: "conflict", message: error.message, newer });
      return;
    }
    this.state.setState({ status: "failed", message: error.message });
    // A document that the server refuses stays refused until it changes; an absent server comes back.
    if (error.family === "unavailable" || error.family === "bug") this.soon(RETRY_MS);
  }
}

function newerIn(error: ApiError): NewerDraft | null {
  // The answer's shape is promised by the API: a conflict carries the newer draft.
  const newer = (error.detail as { error?: { details?: NewerDraft } } | undefined)?.error?.details;
  return newer?.document ? newer : null;
}
