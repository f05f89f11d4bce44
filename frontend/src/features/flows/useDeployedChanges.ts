import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useEditor } from "./EditorContext";
import { type Changes, changesBetween } from "./graph/changes";
import { EMPTY_DOCUMENT } from "./graph/document";
import { revisionQuery } from "./queries";
import type { Flow } from "./types";

/** What a deploy would change now; undefined until the running revision is known. */
export function useDeployedChanges(flow: Flow): Changes | undefined {
  const number = flow.live_revision;
  const document = useEditor((state) => state.scene.document);
  const { data: live } = useQuery({ ...revisionQuery(flow.id, number ?? 0), enabled: number !== null });
  const before = number === null ? EMPTY_DOCUMENT : live?.document;
  return useMemo(() => before && changesBetween(before, document), [before, document]);
}
