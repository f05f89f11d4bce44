import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/shared/api/client";
import { type Binding, type DashboardDocument, isLiveTopic, topicOf } from "../document/dashboardDocument";
import type { Given, Resolution } from "./variables";

interface Options {
  dashboardId: number;
  document: DashboardDocument;
  given: Given;
  /** What the server said of the saved document; undefined while it has not. */
  saved: Resolution | undefined;
  /** Only who arranges the dashboard has variables and bindings that are not saved. */
  isEditing: boolean;
  /** The variables that `saved` is about. */
  savedVariables: readonly unknown[];
}

/** In the designer variables and bindings are newer than what the server has: it is asked where these lead. */
export function useUnsavedPaths(options: Options): Resolution | undefined {
  const { dashboardId, document, given, saved, isEditing, savedVariables } = options;
  const { variables } = document;
  const isChanged = variables !== savedVariables && JSON.stringify(variables) !== JSON.stringify(savedVariables);
  const unknown = useMemo(() => {
    const found = new Map<string, Binding>();
    for (const { bindings } of Object.values(document.widgets)) {
      for (const binding of bindings) {
        const topic = topicOf(binding);
        if (!isLiveTopic(topic) && (isChanged || !(topic in (saved?.paths ?? {})))) found.set(topic, binding);
      }
    }
    return [...found.values()];
  }, [document.widgets, saved, isChanged]);
  const isAsked = isEditing && saved !== undefined && (isChanged || unknown.length > 0);
  const { data } = useQuery({
    queryKey: ["dashboards", dashboardId, "resolve", JSON.stringify([variables, unknown, given])],
    queryFn: ({ signal }) =>
      api.post<Resolution>(
        `/api/dashboards/${dashboardId}/resolve`,
        { variables, bindings: unknown, given },
        { signal },
      ),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    if (!isAsked || !data || !saved) return saved;
    return { variables: data.variables, paths: { ...saved.paths, ...data.paths } };
  }, [isAsked, data, saved]);
}
