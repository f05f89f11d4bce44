import { ActionIcon, Select, Tooltip } from "@mantine/core";
import {
  IconMinimize,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchState } from "@/shared/routing/useSearchState";
import classes from "./KioskBar.module.css";
import { SCALES } from "./scale";

interface Playing {
  text: string;
  left: string;
  isPaused: boolean;
  pause: () => void;
  back: () => void;
  next: () => void;
}

interface KioskBarProps {
  playing?: Playing;
  isAlwaysShown?: boolean;
  /** The browser keeps the screen on. */
  staysAwake?: boolean;
}

const SHOWN_MS = 3_000;

/** What a wall can be told: it comes when somebody moves, touches or presses Tab, and leaves by itself. */
export function KioskBar({ playing, isAlwaysShown = false, staysAwake = true }: KioskBarProps) {
  const { t } = useTranslation("dashboards");
  const [read, write] = useSearchState();
  const isSeen = useSeen();
  return (
    <div className={classes.bar} data-shown={isSeen || isAlwaysShown} data-testid="kiosk-bar">
      {!staysAwake && (
        <span className={classes.left} role="status" data-testid="kiosk-sleeps">
          {t("kiosk.sleeps")}
        </span>
      )}
      {playing && (
        <>
          <span className={classes.text}>{playing.text}</span>
          <span className={classes.left}>{playing.left}</span>
          <Act label={t("playlist.back")} run={playing.back}>
            <IconPlayerSkipBack size={18} />
          </Act>
          <Act label={t(playing.isPaused ? "playlist.goOn" : "playlist.pause")} run={playing.pause}>
            {playing.isPaused ? <IconPlayerPlay size={18} /> : <IconPlayerPause size={18} />}
          </Act>
          <Act label={t("playlist.next")} run={playing.next}>
            <IconPlayerSkipForward size={18} />
          </Act>
        </>
      )}
      <Select
        className={classes.scale}
        size="xs"
        aria-label={t("kiosk.scale")}
        allowDeselect={false}
        data={SCALES.map((value) => ({
          value,
          label: value === "auto" ? t("kiosk.auto") : `${Math.round(Number(value) * 100)} %`,
        }))}
        value={read("scale") || "1"}
        onChange={(scale) => write({ scale: scale === "1" ? null : scale })}
        data-testid="kiosk-scale"
      />
      <Act label={t("kiosk.leave")} run={() => write({ kiosk: null, playlist: null, at: null, scale: null })}>
        <IconMinimize size={18} />
      </Act>
    </div>
  );
}

function Act({ label, run, children }: { label: string; run: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={run}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function useSeen(): boolean {
  const [isSeen, setSeen] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setSeen(false), SHOWN_MS);
    const woken = () => {
      clearTimeout(timer);
      setSeen(true);
      timer = setTimeout(() => setSeen(false), SHOWN_MS);
    };
    const events = ["pointermove", "pointerdown", "keydown"] as const;
    for (const name of events) window.addEventListener(name, woken);
    return () => {
      clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, woken);
    };
  }, []);
  return isSeen;
}
