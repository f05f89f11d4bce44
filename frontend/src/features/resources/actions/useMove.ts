import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError, offerUndo } from "@/shared/notify/notify";
import { type Moving, wayBack } from "../tree/moves";
import { useTreeStore } from "../tree/treeStore";
import type { Moved, TreeItem } from "../types";

const SHOWN_REASONS = 3;

/** What changes when something moves or comes and goes: the tree and every list of devices. */
export function useTreeChanged(): () => Promise<unknown> {
  const queries = useQueryClient();
  return useCallback(
    () =>
      Promise.all(
        ["tree", "devices", "sites", "organizations", "dashboards"].map((name) =>
          queries.invalidateQueries({ queryKey: [name] }),
        ),
      ),
    [queries],
  );
}

/** Move nodes, and offer to take it back. */
export function useMove(): (moving: readonly Moving[], to: Pick<TreeItem, "key" | "label">) => Promise<void> {
  const { t } = useTranslation("resources");
  const changed = useTreeChanged();
  const back = useCallback(
    async (moved: readonly Moving[]): Promise<void> => {
      try {
        for (const { keys, to } of wayBack(moved)) await api.post("/api/tree/move", { keys, to });
        notify(t("move.undone"));
      } catch (error) {
        notifyError(error);
      }
      await changed();
    },
    [t, changed],
  );
  return useCallback(
    async (moving, to) => {
      const away = moving.filter(({ parent }) => parent !== to.key);
      if (away.length === 0) return;
      try {
        const answer = await api.post<Moved>("/api/tree/move", { keys: away.map(({ item }) => item.key), to: to.key });
        const refused = new Map(answer.refused.map(({ key, reason }) => [key, reason]));
        const moved = away.filter(({ item }) => !refused.has(item.key));
        const reasons = [...new Set(refused.values())].slice(0, SHOWN_REASONS);
        for (const reason of reasons) notifyError(new Error(reason));
        if (moved.length > 0) {
          useTreeStore.getState().setExpanded([to.key], true);
          const only = moved.length === 1 ? moved[0]?.item.label : undefined;
          offerUndo({
            message: only
              ? t("move.done_one", { name: only, place: to.label })
              : t("move.done_many", { count: moved.length, place: to.label }),
            undo: () => void back(moved),
          });
        }
        await changed();
      } catch (error) {
        notifyError(error);
      }
    },
    [t, changed, back],
  );
}
