import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "@/shared/api/ApiError";
import { notifyError } from "@/shared/notify/notify";
import type { DashboardDocument } from "../document/dashboardDocument";
import { type DashboardDetail, dashboardQuery, saveDocument, versionsQuery } from "../queries";
import { isDirty } from "./dashboardEditor";
import { useEditor } from "./EditorContext";

export interface Conflict {
  /** Version that somebody else has saved meanwhile. */
  version: number;
  author: string;
  document: unknown;
}

/** Stores the document as a new version and says when somebody else was faster. */
export function useSave(dashboardId: number) {
  const editor = useEditor();
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const { mutateAsync, isPending } = useMutation({
    mutationFn: ({ document, base }: { document: DashboardDocument; base: number }) =>
      saveDocument(dashboardId, document, base),
  });

  async function save(base: number = editor.getState().version): Promise<boolean> {
    const { document } = editor.getState();
    if (!isDirty(editor.getState()) && base === editor.getState().version) return true;
    try {
      const { version } = await mutateAsync({ document, base });
      editor.getState().markSaved(document, version);
      client.setQueryData(dashboardQuery(dashboardId).queryKey, (known: DashboardDetail | undefined) =>
        known ? { ...known, version, document: { ...document } } : known,
      );
      void client.invalidateQueries({ queryKey: versionsQuery(dashboardId).queryKey });
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      setConflict(null);
      setSavedAt(Date.now());
      return true;
    } catch (error) {
      const found = error instanceof ApiError && error.family === "conflict" ? conflictIn(error.detail) : null;
      if (found) setConflict(found);
      else notifyError(error);
      return false;
    }
  }

  return { save, isSaving: isPending, savedAt, conflict, forget: () => setConflict(null) };
}

/** The answer carries the newer version, beside the error or inside it. */
function conflictIn(detail: unknown): Conflict | null {
  if (typeof detail !== "object" || detail === null) return null;
  const inner = "error" in detail && typeof detail.error === "object" ? detail.error : null;
  const details = inner && "details" in inner && typeof inner.details === "object" ? inner.details : null;
  for (const place of [detail, inner, details]) {
    if (place && "version" in place && typeof place.version === "number") {
      const author = "author" in place && typeof place.author === "string" ? place.author : "";
      return { version: place.version, author, document: "document" in place ? place.document : null };
    }
  }
  return null;
}
