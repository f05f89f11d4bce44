import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { notify, notifyError } from "@/shared/notify/notify";
import { type DashboardDocument, parseDocument } from "../document/dashboardDocument";
import { type DashboardDetail, dashboardQuery, merge, publish, saveDraft, versionsQuery } from "../queries";
import { useChangeWords } from "../versions/words";
import { isDirty } from "./dashboardEditor";
import { useEditor } from "./EditorContext";

/** Somebody else saved, or published, meanwhile. */
export interface Conflict {
  /** Of the draft; of what is published when that is newer than the draft. */
  version: number;
  author: string;
  document: unknown;
  isPublished: boolean;
  /** What mine began with: a document, or the number of a version. */
  base: DashboardDocument | number;
}

/** So many of another's changes are named; a list would cover the page. */
const NAMED_CHANGES = 3;
/** A pause in arranging saves the draft. */
const AUTOSAVE_MS = 2500;

/** Keeps the draft on the server, publishes it, and says when somebody else was faster. */
export function useSave(dashboard: DashboardDetail, isEditing: boolean) {
  const { id } = dashboard;
  const editor = useEditor();
  const client = useQueryClient();
  const { t } = useTranslation("dashboards");
  const words = useChangeWords();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const saving = useMutation({
    mutationFn: (draft: Parameters<typeof saveDraft>[1]) => saveDraft(id, draft),
  });
  const publishing = useMutation({ mutationFn: (message: string) => publish(id, editor.getState().version, message) });

  async function store(document: DashboardDocument, base_version: number, base?: number): Promise<boolean> {
    const { version } = await saving.mutateAsync({ document, base_version, base });
    editor.getState().markSaved(document, version);
    client.setQueryData(dashboardQuery(id).queryKey, (known: DashboardDetail | undefined) =>
      known
        ? {
            ...known,
            draft_version: version,
            draft: {
              document: { ...document },
              base: base ?? known.draft?.base ?? known.version,
              changed_at: new Date().toISOString(),
              changed_by: known.draft?.changed_by ?? null,
            },
          }
        : known,
    );
    setConflict(null);
    setSavedAt(Date.now());
    return true;
  }

  /** One at a time: a second one would find that somebody was faster, and that somebody is the first. */
  const running = useRef<Promise<boolean> | null>(null);
  async function save(): Promise<boolean> {
    while (running.current) await running.current;
    const mine = saveOnce();
    running.current = mine;
    try {
      return await mine;
    } finally {
      if (running.current === mine) running.current = null;
    }
  }

  async function saveOnce(): Promise<boolean> {
    const { document, saved, version } = editor.getState();
    if (!isDirty(editor.getState())) return true;
    try {
      return await store(document, version);
    } catch (error) {
      const found = conflictIn(error);
      if (!found) {
        notifyError(error);
        return false;
      }
      return await bringTogether({ ...found, base: saved });
    }
  }

  /** Where nothing was changed differently nobody needs to be asked; who it was and what came in is said. */
  async function bringTogether(found: Conflict): Promise<boolean> {
    try {
      const { document } = editor.getState();
      const merged = await merge(id, { base: found.base, mine: document, isPublished: found.isPublished });
      // What was changed while the server put both together is mine as well.
      if (editor.getState().document !== document) return await bringTogether(found);
      if (merged.conflicts.length === 0) {
        const isTaken = await takeMerged(merged.document, found);
        if (isTaken && merged.theirs.length > 0) {
          const changes = merged.theirs.slice(0, NAMED_CHANGES).map(words);
          if (merged.theirs.length > NAMED_CHANGES) changes.push("…");
          notify(t("conflict.merged", { author: found.author || t("versions.somebody"), changes: changes.join("; ") }));
        }
        return isTaken;
      }
    } catch {
      // The question below offers the ways out.
    }
    setConflict(found);
    return false;
  }

  async function takeMerged(raw: unknown, found: Conflict): Promise<boolean> {
    const merged = parseDocument(raw);
    const state = editor.getState();
    const version = found.isPublished ? state.version : found.version;
    state.adopt(merged, parseDocument(found.document), version);
    try {
      return await store(merged, version, found.isPublished ? found.version : undefined);
    } catch (error) {
      const again = conflictIn(error);
      if (again) setConflict({ ...again, base: parseDocument(found.document) });
      else notifyError(error);
      return false;
    }
  }

  /** Mine stays on top of a draft of theirs; of a published version it takes the place as the next one. */
  async function overwrite(): Promise<void> {
    if (conflict) await takeMerged(editor.getState().document, conflict);
  }

  async function show(message: string): Promise<boolean> {
    if (!(await save())) return false;
    try {
      await publishing.mutateAsync(message);
      await client.invalidateQueries({ queryKey: dashboardQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: versionsQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      return true;
    } catch (error) {
      const found = conflictIn(error);
      if (!found) {
        notifyError(error);
        return false;
      }
      const base = dashboard.draft?.base ?? dashboard.version;
      return (await bringTogether({ ...found, base })) && show(message);
    }
  }

  const latest = useRef(save);
  latest.current = save;
  const isAsking = conflict !== null;
  useEffect(() => {
    if (!isEditing || isAsking) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = editor.subscribe((state, before) => {
      if (state.document === before.document || !isDirty(state)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void latest.current(), AUTOSAVE_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [editor, isEditing, isAsking]);

  return {
    save,
    publish: show,
    overwrite,
    takeMerged,
    isSaving: saving.isPending || publishing.isPending,
    savedAt,
    conflict,
    forget: () => setConflict(null),
  };
}

/** The answer carries the newer document, beside the error or inside it. */
function conflictIn(error: unknown): Omit<Conflict, "base"> | null {
  if (!(error instanceof ApiError) || error.family !== "conflict") return null;
  const { detail } = error;
  if (typeof detail !== "object" || detail === null) return null;
  const inner = "error" in detail && typeof detail.error === "object" ? detail.error : null;
  const details = inner && "details" in inner && typeof inner.details === "object" ? inner.details : null;
  for (const place of [detail, inner, details]) {
    if (place && "version" in place && typeof place.version === "number") {
      return {
        version: place.version,
        author: "author" in place && typeof place.author === "string" ? place.author : "",
        document: "document" in place ? place.document : null,
        isPublished: "is_published" in place && place.is_published === true,
      };
    }
  }
  return null;
}
