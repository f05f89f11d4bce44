import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/shared/api/client";
import type { LiveUpdate, LiveValue } from "@/shared/live/protocol";
import { useConnection } from "@/shared/live/useConnection";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { queryOf } from "../variables/variables";
import { type PublicPlace, publicAddress } from "./publicPlace";
import { useIsCut } from "./useIsCut";

/** Slow enough for a page that somebody forgot on a screen, fast enough to look alive. */
const EVERY_MS = 5000;

interface Newest {
  tag: string;
  values: Record<string, LiveValue>;
}

/**
 * Values of topics as they come over the live socket. A public link's page that gets none, because too many are open or
 * something on the way lets none through, asks instead; the answer is empty while nothing is new.
 */
export function useValues(
  place: PublicPlace | null,
  topics: readonly string[],
  heard: (update: LiveUpdate) => void,
): void {
  useLiveUpdates(topics, heard);
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  const isCut = useIsCut();
  const { data } = useQuery({
    queryKey: ["public", place?.token, "latest", place?.grant, place?.given],
    queryFn: async ({ signal, client, queryKey }): Promise<Newest> => {
      if (!place) return { tag: "", values: {} };
      const before = client.getQueryData<Newest>(queryKey);
      const query = { ...queryOf(place.given), seen: before?.tag };
      const newer = await api.get<Newest | undefined>(publicAddress(place, "/latest"), query, signal);
      // Something came through: what is on the screen is not old.
      useConnection.setState({ heard_at: Date.now() });
      return newer ?? before ?? { tag: "", values: {} };
    },
    enabled: place !== null && isCut && topics.length > 0,
    retry: false,
    refetchInterval: EVERY_MS,
    refetchOnMount: "always",
    gcTime: 0,
  });
  const told = useRef(new Map<string, number>());
  useEffect(() => {
    if (!isCut) return;
    for (const [topic, value] of Object.entries(data?.values ?? {})) {
      if (!topics.includes(topic) || told.current.get(topic) === value.ts) continue;
      told.current.set(topic, value.ts);
      latest.current({ kind: "value", topic, value, points: [[value.ts, value.value]] });
    }
  }, [data, topics, isCut]);
}
