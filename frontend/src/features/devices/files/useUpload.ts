import { useCallback, useEffect, useRef, useState } from "react";
import type { Query } from "@/shared/api/client";
import { Cancelled, type Progress, type Upload, upload } from "@/shared/api/upload";

interface State {
  progress: Progress | null;
  error: unknown;
}

/** One upload at a time: how far it is, why it failed, and a way to stop it. Leaving the page stops it too. */
export function useUpload<T>() {
  const [state, setState] = useState<State>({ progress: null, error: null });
  const running = useRef<Upload<T> | null>(null);
  useEffect(() => () => running.current?.cancel(), []);

  const start = useCallback(async (path: string, query: Query, file: File, failed: (error: unknown) => void) => {
    setState({ progress: { sent: 0, total: file.size }, error: null });
    const sending = upload<T>(path, query, file, (progress) => setState({ progress, error: null }));
    running.current = sending;
    try {
      const answer = await sending.done;
      setState({ progress: null, error: null });
      return answer;
    } catch (error) {
      const isStopped = error instanceof Cancelled;
      setState({ progress: null, error: isStopped ? null : error });
      if (!isStopped) failed(error);
      return null;
    } finally {
      running.current = null;
    }
  }, []);
  const stop = useCallback(() => running.current?.cancel(), []);
  const reset = useCallback(() => setState({ progress: null, error: null }), []);
  return { ...state, isRunning: state.progress !== null, start, stop, reset };
}
