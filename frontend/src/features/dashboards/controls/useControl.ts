import { useMutation } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { Command } from "@/shared/api/types";
import { may } from "@/shared/session/may";
import type { Source } from "../data/source";
import { type Given, queryOf } from "../variables/variables";
import type { SendableValue } from "../widgets/params";
import type { ControlDoor } from "../widgets/widget";

/** The newest command to each metric on this page, and the dashboard they are sent through. */
export interface Commands {
  dashboardId: number;
  /** What we may do on the dashboard. */
  permissions: readonly string[];
  ofMetric: ReadonlyMap<number, Command>;
  heard: (command: Command) => void;
  /** Which machine the page shows: a control sends to that one. */
  given?: Given;
}

export const CommandsContext = createContext<Commands | null>(null);

interface Options {
  widgetId: string;
  isControl: boolean;
  source: Source | undefined;
}

/** What a control may do and what became of it. Null for widgets that only show. */
export function useControl({ widgetId, isControl, source }: Options): ControlDoor | null {
  const { t } = useTranslation("dashboards");
  const commands = useContext(CommandsContext);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (value: SendableValue) =>
      api.post<Command | { sent: boolean }>(
        `/api/dashboards/${commands?.dashboardId}/widgets/${widgetId}/command`,
        { value },
        { query: queryOf(commands?.given ?? {}) },
      ),
    // What goes into a flow has no fate of its own; the value comes back over the live socket.
    onSuccess: (answer) => "id" in answer && commands?.heard(answer),
  });
  if (!isControl || !commands || !source) return null;
  const refusal = !may(commands, "operate")
    ? t("command.notAllowed")
    : source.info.isWritable
      ? null
      : t("command.notWritable", { metric: source.label });
  return {
    refusal,
    send: mutate,
    command: (source.info.metricId !== null && commands.ofMetric.get(source.info.metricId)) || null,
    isSending: isPending,
    error: error ? asApiError(error).message : null,
  };
}
