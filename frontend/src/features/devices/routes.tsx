import { IconCpu } from "@tabler/icons-react";
import { fillSlots } from "@/shared/nodes/slots";
import type { Feature } from "@/shared/routing/Feature";

const device = async () => ({ Component: (await import("./DevicePage")).DevicePage });

fillSlots("devices", {
  device: async () => (await import("./DeviceView")).DeviceView,
  metric: async () => (await import("./metrics/MetricView")).MetricView,
  folder: async () => (await import("./metrics/FolderView")).FolderView,
  devices: async () => (await import("./list/DevicesHere")).DevicesHere,
  files: async () => (await import("./files/FilesTab")).FilesTab,
  bulk: async () => (await import("./bulk/BulkBar")).BulkBar,
  createDevice: async () => (await import("./NewDeviceSlot")).NewDeviceSlot,
  deleteDevices: async () => (await import("./bulk/DeleteDevicesDialog")).DeleteDevicesDialog,
  claimCodes: async () => (await import("./claims/ClaimCodesDialog")).ClaimCodesDialog,
});

export const feature: Feature = {
  routes: [
    { path: "devices", lazy: async () => ({ Component: (await import("./DevicesPage")).DevicesPage }) },
    {
      path: "devices/try-certificate",
      lazy: async () => ({ Component: (await import("./credentials/TryCertificatePage")).TryCertificatePage }),
    },
    { path: "devices/:deviceId", lazy: device },
    { path: "devices/:deviceId/:tab", lazy: device },
    { path: "device-types", lazy: async () => ({ Component: (await import("./types/TypesPage")).TypesPage }) },
    { path: "device-types/:typeId", lazy: async () => ({ Component: (await import("./types/TypePage")).TypePage }) },
  ],
  navigation: [{ to: "/devices", label: "devices:title", icon: IconCpu, order: 30, shortcut: "v" }],
};
