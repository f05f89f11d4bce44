import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { type DeviceType, deviceTypeQuery } from "./queries";

type Lists = Pick<DeviceType, "metrics" | "commands">;

type Entry = Record<string, unknown>;
type Change = (known: readonly Entry[]) => readonly Entry[];

/** What an entry is known by in its list. */
const KEYS = { metrics: "path", commands: "name" } as const;

/** Changes one of the type's lists at once, and offers to take it back. The list goes to the server whole, so one step waits for the other. */
export function useTypeList<Name extends keyof Lists>(
  type: DeviceType,
  name: Name,
): (change: (known: Lists[Name]) => Omit<Lists[Name][number], "id">[], message: string) => Promise<void> {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const running = useRef<Promise<unknown>>(Promise.resolve());
  const { queryKey } = deviceTypeQuery(type.id);

  /** Answers the list as it was before. */
  function write(change: Change): Promise<readonly Entry[]> {
    const mine = running.current.then(async () => {
      const before = (queries.getQueryData(queryKey) ?? type)[name] as readonly Entry[];
      const saved = await api.patch<DeviceType>(`/api/device-types/${type.id}`, { [name]: change(before) });
      queries.setQueryData(queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["device-types", "list"] });
      return before;
    });
    running.current = mine.catch(() => undefined);
    return mine;
  }

  return async (change, message) => {
    let after: readonly Entry[] = [];
    const before = await write((known) => {
      after = change(known as Lists[Name]);
      return after;
    });
    // Only what this step changed goes back; what came after it stays.
    const isOwn = (one: Entry) => !before.includes(one) || !after.includes(one);
    const own = new Set([...before, ...after].filter(isOwn).map((one) => one[KEYS[name]]));
    const undone: Change = (known) => [
      ...known.filter((one) => !own.has(one[KEYS[name]])),
      ...before.filter((one) => own.has(one[KEYS[name]])),
    ];
    offerUndo({ message: message || t("save"), undo: () => void write(undone).catch(notifyError) });
  };
}
