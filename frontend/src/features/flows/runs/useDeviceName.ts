import { useQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Device } from "@/shared/api/types";

/** How a device is called; empty until it is known, or when it may not be seen. */
export function useDeviceName(id: number | null): string {
  const { data } = useQuery({
    queryKey: ["devices", "one", id],
    queryFn: () => api.get<Device>(`/api/devices/${id}`),
    enabled: id !== null,
    staleTime: 60_000,
    retry: false,
  });
  return data?.name ?? "";
}
