import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/shared/ui/ErrorState";
import { deviceQuery } from "../queries";
import { MetricsTab } from "./MetricsTab";

/** The metrics of one folder of a device. */
export function FolderView({ deviceId, folder }: { deviceId: number; folder: string }) {
  const device = useQuery(deviceQuery(deviceId));
  if (device.data) return <MetricsTab device={device.data} folder={folder} />;
  if (device.error) return <ErrorState error={device.error} retry={device.refetch} />;
  return <Skeleton height={320} />;
}
