import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useAlarmNews } from "@/shared/alarms/useAlarmNews";
import { api } from "@/shared/api/client";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { may, type Permitted } from "@/shared/session/may";
import { type Marks, MarksContext, NotesContext, type NotesDoor } from "../data/marks";
import type { TimeRange } from "../time/timeRange";
import { type Given, queryOf } from "../variables/variables";
import { NoteDialog, type OpenNote } from "./NoteDialog";

const SETTLES_MS = 500;

interface NotesProviderProps {
  dashboard: Permitted & { id: number };
  range: TimeRange;
  /** What the address says of the variables. */
  given: Given;
  /** Those that came with the page's data. */
  first: Marks;
  children: ReactNode;
}

/** The marks of the page's charts, kept up to date, and the dialog in which people write and change notes. */
export function NotesProvider({ dashboard, range, given, first, children }: NotesProviderProps) {
  const { id } = dashboard;
  const client = useQueryClient();
  const [open, setOpen] = useState<OpenNote | null>(null);
  const [isAsked, setAsked] = useState(false);
  const { data } = useQuery({
    queryKey: ["dashboards", id, "marks", range.from, range.to, JSON.stringify(given)],
    queryFn: ({ signal }) => api.get<Marks>(`/api/dashboards/${id}/marks`, { ...range, ...queryOf(given) }, signal),
    // The page's data brings them; only when something happened they are asked for again.
    enabled: isAsked,
    refetchOnWindowFocus: false,
  });
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useCallback(() => {
    setAsked(true);
    clearTimeout(waiting.current);
    // A flood of alarms is one question.
    waiting.current = setTimeout(
      () => void client.invalidateQueries({ queryKey: ["dashboards", id, "marks"] }),
      SETTLES_MS,
    );
  }, [client, id]);
  useEffect(() => () => clearTimeout(waiting.current), []);
  useLiveUpdates([`n:${id}`], (update) => update.kind !== "error" && refresh());
  useAlarmNews(refresh);
  const canWrite = may(dashboard, "operate");
  const door = useMemo<NotesDoor | null>(
    () =>
      canWrite
        ? {
            add: (at_ms, until_ms) => setOpen({ at_ms, until_ms: until_ms ?? null, note: null }),
            open: (note) => setOpen({ at_ms: Date.parse(note.at), until_ms: null, note }),
          }
        : null,
    [canWrite],
  );
  return (
    <MarksContext value={data ?? first}>
      <NotesContext value={door}>
        {children}
        {open && (
          <NoteDialog
            dashboardId={id}
            open={open}
            mayChange={open.note === null || open.note.is_mine || may(dashboard, "edit_dashboards")}
            close={() => setOpen(null)}
            changed={refresh}
          />
        )}
      </NotesContext>
    </MarksContext>
  );
}
