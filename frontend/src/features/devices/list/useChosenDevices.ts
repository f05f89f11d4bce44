import { useCallback, useState } from "react";
import type { Device } from "@/shared/api/types";
import { may } from "@/shared/session/may";

interface ChosenDevices {
  ids: ReadonlySet<number>;
  devices: readonly Device[];
  choose: (shown: readonly Device[], ids: ReadonlySet<number>) => void;
  addAll: (devices: readonly Device[]) => void;
  clear: () => void;
}

/** Devices stay chosen while one leafs through the pages; a table only knows those that it shows. */
export function useChosenDevices(): ChosenDevices {
  const [chosen, setChosen] = useState<ReadonlyMap<number, Device>>(new Map());
  return {
    ids: new Set(chosen.keys()),
    devices: [...chosen.values()],
    choose: useCallback((shown, ids) => {
      setChosen((current) => {
        const next = new Map(current);
        for (const device of shown) {
          if (ids.has(device.id)) next.set(device.id, device);
          else next.delete(device.id);
        }
        return next;
      });
    }, []),
    addAll: useCallback((devices) => setChosen(new Map(devices.map((device) => [device.id, device]))), []),
    clear: useCallback(() => setChosen(new Map()), []),
  };
}

/** Is there anything that this person could do with several of these? */
export function canActOn(devices: readonly Device[] | undefined): boolean {
  return devices?.some((device) => may(device, "manage_devices") || may(device, "write_metric")) ?? false;
}
