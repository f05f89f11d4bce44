import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useNow } from "@/shared/time/useNow";
import { dashboardQuery } from "../queries";
import { KioskBar } from "../view/KioskBar";
import { type Playlist, playlistQuery } from "./queries";
import { addressOf, playable, type Turn, turnAfter } from "./turns";

interface PlaylistPlayerProps {
  /** Of the dashboard that is shown, null while it loads or when it is gone. */
  pages: readonly string[] | null;
}

/** Takes a wall from dashboard to dashboard. Where it stands is in the address, so that a reload goes on from there. */
export function PlaylistPlayer({ pages }: PlaylistPlayerProps) {
  const [search] = useSearchParams();
  const id = Number(search.get("playlist"));
  const { data } = useQuery({ ...playlistQuery(id), enabled: Number.isInteger(id) && id > 0 });
  if (!data) return null;
  return <Running playlist={data} pages={pages ?? []} />;
}

function Running({ playlist, pages }: { playlist: Playlist; pages: readonly string[] }) {
  const { t } = useTranslation("dashboards");
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const items = playable(playlist.items);
  const turn: Turn = {
    at: Math.min(Math.max(Number(search.get("at")) || 0, 0), Math.max(items.length - 1, 0)),
    page: search.get("page"),
  };
  const item = items[turn.at];
  const [isPaused, setPaused] = useState(false);
  const here = `${turn.at} ${turn.page}`;
  const [begun, setBegun] = useState({ here, at_ms: Date.now() });
  if (begun.here !== here) setBegun({ here, at_ms: Date.now() });
  const now_ms = useNow(isPaused ? null : 500);
  const left_s = item ? Math.ceil(item.seconds - (now_ms - begun.at_ms) / 1000) : 0;

  const go = (by: 1 | -1) => {
    const next = turnAfter(items, turn, pages, by);
    const target = items[next.at];
    if (!target) return;
    // With a single turn there is nowhere to go: it begins anew.
    setBegun({ here: `${next.at} ${next.page}`, at_ms: Date.now() });
    void navigate(addressOf(target, next, playlist.id, search), { replace: true });
  };
  const latest = useRef(go);
  latest.current = go;
  const isOver = !isPaused && item !== undefined && left_s <= 0;
  useEffect(() => {
    if (isOver) latest.current(1);
  }, [isOver]);

  // What comes next is there when its turn comes.
  const next = items[turnAfter(items, turn, pages, 1).at];
  const isSoon = left_s <= 5 && next !== undefined && next.dashboard !== item?.dashboard;
  useEffect(() => {
    if (isSoon && next) void client.prefetchQuery(dashboardQuery(next.dashboard));
  }, [client, isSoon, next]);

  const pause = () => {
    // The time that was left is left when it goes on.
    if (isPaused) setBegun({ here, at_ms: Date.now() - ((item?.seconds ?? 0) - left_s) * 1000 });
    setPaused(!isPaused);
  };
  useKeys({ pause, next: () => go(1), back: () => go(-1) });
  return (
    <KioskBar
      isAlwaysShown={isPaused || items.length === 0}
      playing={{
        text:
          items.length === 0
            ? t("playlist.nothing", { name: playlist.name })
            : t("playlist.at", { name: playlist.name, place: turn.at + 1, total: items.length }),
        left: isPaused ? t("playlist.paused") : t("playlist.left", { seconds: Math.max(left_s, 0) }),
        isPaused,
        pause,
        back: () => go(-1),
        next: () => go(1),
      }}
    />
  );
}

const KEYS: Record<string, "pause" | "next" | "back"> = { " ": "pause", ArrowRight: "next", ArrowLeft: "back" };

/** Keys of a wall's remote control; what is typed into a field stays there. */
function useKeys(keys: Record<(typeof KEYS)[string], () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyped =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, button, [role=slider]");
      if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
      const what = KEYS[event.key];
      if (!what) return;
      event.preventDefault();
      latest.current[what]();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
