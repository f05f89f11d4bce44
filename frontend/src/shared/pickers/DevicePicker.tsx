import { api } from "../api/client";
import type { Device, Page } from "../api/types";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

type DevicePickerProps = Omit<ResourcePickerProps<Device>, "name" | "list" | "describe" | "readOne" | "create">;

const SHOWN = 30;

export function DevicePicker(props: DevicePickerProps) {
  return (
    <ResourcePicker<Device>
      {...props}
      name={["devices"]}
      list={async (search, signal) =>
        (await api.get<Page<Device>>("/api/devices", { search, limit: SHOWN }, signal)).items
      }
      describe={(device) => ({ label: device.name, hint: device.site ?? device.type ?? undefined })}
      readOne={(id) => api.get<Device>(`/api/devices/${id}`)}
    />
  );
}
