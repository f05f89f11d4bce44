import type { ReactNode } from "react";
import type { Permitted } from "@/shared/session/may";
import { NotesProvider } from "../notes/NotesProvider";
import { type PageRequest, PageRequestContext } from "./pageRequest";
import type { useFirstData } from "./useFirstData";
import { DashboardDataContext } from "./useSources";

interface PageDataProps {
  dashboard: Permitted & { id: number };
  request: PageRequest;
  first: Pick<ReturnType<typeof useFirstData>, "data" | "marks">;
  children: ReactNode;
}

/** What the widgets of an open dashboard are drawn from: values, marks, and how more of them are asked for. */
export function PageData({ dashboard, request, first, children }: PageDataProps) {
  return (
    <DashboardDataContext value={first.data}>
      <PageRequestContext value={request}>
        <NotesProvider dashboard={dashboard} range={request.range} given={request.given} first={first.marks}>
          {children}
        </NotesProvider>
      </PageRequestContext>
    </DashboardDataContext>
  );
}
