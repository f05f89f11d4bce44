import type { Slots } from "@/shared/nodes/slots";
import { DeviceDialog } from "./DeviceDialog";

/** The dialog for a new device, as the resource browser asks for it. */
export function NewDeviceSlot({ saved, ...place }: Slots["createDevice"]) {
  return <DeviceDialog {...place} saved={({ id }) => saved(id)} />;
}
