import { useQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/client";

const STANDARD_PORT = 1883;

/** Where devices connect, as far as this installation says. */
export function useMqttPort(): number {
  const status = useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => api.get<{ mqtt_port?: number }>("/api/status", {}, signal),
    staleTime: 60_000,
  });
  return status.data?.mqtt_port ?? STANDARD_PORT;
}
