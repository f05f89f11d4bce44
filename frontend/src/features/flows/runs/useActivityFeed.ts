import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { useOpenEditor, useView } from "../EditorContext";
import { flowStatusQuery } from "../queries";
import type { ActivityReport } from "./activityStore";

const SILENCE_MS = 3_000;

/** Counters and errors of the open flow's blocks, for as long as somebody watches. */
export function useActivityFeed(): void {
  const { flowId, activity } = useOpenEditor();
  const isWatching = useView((state) => state.isWatching);
  const heardAt = useRef(0);
  const { data: status } = useQuery(flowStatusQuery(flowId));
  useEffect(() => {
    if (status) activity.getState().know(status.errors);
  }, [status, activity]);
  useLiveUpdates(isWatching ? [`b:${flowId}`] : [], (update) => {
    if (update.kind !== "event") return;
    heardAt.current = Date.now();
    // The shape is the engine's, declared in one place on each side.
    activity.getState().heard(update.data as ActivityReport);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (Date.now() - heardAt.current > SILENCE_MS) activity.getState().rest();
    }, SILENCE_MS);
    return () => clearInterval(timer);
  }, [activity]);
}
