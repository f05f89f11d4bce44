import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { type DeviceType, deviceTypeQuery } from "./queries";

type Lists = Pick<DeviceType, "metrics" | "commands">;

/** Replaces one of the type's lists at once, and offers to take it back. */
export function useTypeList<Name extends keyof Lists>(
  type: DeviceType,
  name: Name,
): (next: Omit<Lists[Name][number], "id">[], message: string) => Promise<void> {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();

  async function write(list: readonly unknown[]): Promise<void> {
    const saved = await api.patch<DeviceType>(`/api/device-types/${type.id}`, { [name]: list });
    queries.setQueryData(deviceTypeQuery(type.id).queryKey, saved);
    void queries.invalidateQueries({ queryKey: ["device-types", "list"] });
  }

  return async (next, message) => {
    const before = type[name];
    await write(next);
    offerUndo({ message: message || t("save"), undo: () => void write(before).catch(notifyError) });
  };
}
