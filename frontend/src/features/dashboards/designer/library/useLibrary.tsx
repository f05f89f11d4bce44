import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import type { DropPoint } from "../../stage/Stage";
import type { Dragged } from "../dragged";
import type { Designer } from "../useDesigner";
import { type Choice, Chooser } from "./Chooser";
import { offeredBy } from "./offers";

/** What happens to what comes out of the library: it becomes a widget, is given to one, or asks which one it is to be. */
export function useLibrary(designer: Designer) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice | null>(null);

  const bind = async (dragged: Dragged, target: string) => {
    try {
      const queryKey = ["dashboards", "offered", dragged];
      const { bindings, facts } = await client.fetchQuery({
        queryKey,
        queryFn: ({ signal }) => offeredBy(dragged, signal),
        staleTime: 30_000,
      });
      const canSend = facts.every(({ isWritable }) => isWritable);
      if (bindings.length > 0 && !designer.bind(target, bindings, canSend)) notify(t("library.unfit"));
    } catch (error) {
      notifyError(error);
    }
  };

  return {
    drop(dragged: Dragged, at: DropPoint) {
      if (dragged.what === "widget") designer.add(dragged.kind, { x: at.x, y: at.y });
      else if (at.target !== null) void bind(dragged, at.target);
      else setChoice({ dragged, at, clientX: at.clientX, clientY: at.clientY });
    },
    /** By keyboard: the chooser opens beside what was pressed. */
    offer(dragged: Dragged, from: HTMLElement) {
      const { right, top } = from.getBoundingClientRect();
      setChoice({ dragged, at: null, clientX: right, clientY: top });
    },
    chooser: choice && <Chooser choice={choice} designer={designer} close={() => setChoice(null)} />,
  };
}
