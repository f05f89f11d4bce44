import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/shared/api/client";
import type { LiveUpdate, LiveValue } from "@/shared/live/protocol";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { type PublicPlace, publicAddress } from "./publicPlace";

const EVERY_MS = 2000;
const NONE: readonly string[] = [];

interface Newest {
  values: Record<string, LiveValue>;
}

/** Values of topics as they come: over the live socket, and on a public link, which has none, asked for every two seconds. */
export function useValues(
  place: PublicPlace | null,
  topics: readonly string[],
  heard: (update: LiveUpdate) => void,
): void {
  useLiveUpdates(place ? NONE : topics, heard);
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  const { data } = useQuery({
    queryKey: ["public", place?.token, "latest"],
    queryFn: ({ signal }) => api.get<Newest>(place ? publicAddress(place, "/latest") : "", {}, signal),
    enabled: place !== null && topics.length > 0,
    refetchInterval: EVERY_MS,
    gcTime: 0,
  });
  const told = useRef(new Map<string, number>());
  useEffect(() => {
    for (const [topic, value] of Object.entries(data?.values ?? {})) {
      if (!topics.includes(topic) || told.current.get(topic) === value.ts) continue;
      told.current.set(topic, value.ts);
      latest.current({ kind: "value", topic, value, points: [[value.ts, value.value]] });
    }
  }, [data, topics]);
}
