import { api } from "../api/client";
import type { Device } from "../api/types";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

type DevicePickerProps = Omit<ResourcePickerProps<Device>, "path" | "describe" | "readOne" | "create">;

export function DevicePicker(props: DevicePickerProps) {
  return (
    <ResourcePicker<Device>
      {...props}
      path="/api/devices"
      describe={(device) => ({ label: device.name, hint: device.site ?? device.type ?? undefined })}
      readOne={(id) => api.get<Device>(`/api/devices/${id}`)}
    />
  );
}
