import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { pictureUrl } from "../view/pictures";
import { announce } from "./announcer";
import classes from "./SpotBoard.module.css";

/** An entry that stands somewhere on a picture, in per cent from its upper left corner. */
export interface Spot {
  source: number;
  x: number;
  y: number;
  label: string;
}

interface SpotBoardProps {
  label: string;
  picture: number | null;
  spots: readonly Spot[];
  /** Names of the sources, in their order; those without a place of their own stand along the top. */
  names: readonly string[];
  /** `place` is past the end for a source that had none; strokes of keys that follow each other are one step to undo. */
  move: (place: number, spot: Pick<Spot, "source" | "x" | "y">, isStroke: boolean) => void;
}

interface Drag {
  place: number;
  x: number;
  y: number;
}

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FINE = 0.1;
const COARSE = 5;
const ALONG_THE_TOP = 6;

/** The picture with its places, to be taken hold of by mouse, finger or keyboard. */
export function SpotBoard({ label, picture, spots, names, move }: SpotBoardProps) {
  const { t } = useTranslation("dashboards");
  const board = useRef<HTMLFieldSetElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const shown = withLost(spots, names.length);
  const at = ({ clientX, clientY }: PointerEvent) => {
    const box = board.current?.getBoundingClientRect();
    if (!box || box.width === 0 || box.height === 0) return null;
    return {
      x: within(((clientX - box.left) / box.width) * 100),
      y: within(((clientY - box.top) / box.height) * 100),
    };
  };
  const put = (place: number, x: number, y: number, isStroke: boolean) => {
    const spot = shown[place];
    if (!spot) return;
    move(place, { source: spot.source, x, y }, isStroke);
    announce(t("panel.spotMoved", { name: nameOf(spot, names), x, y }));
  };
  const pressed = (event: KeyboardEvent, place: number) => {
    const spot = shown[place];
    const step = STEPS[event.key];
    if (event.key === "Escape" && drag) {
      event.stopPropagation();
      setDrag(null);
      return;
    }
    if (!spot || !step) return;
    // The page's own arrows would move the whole widget.
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? COARSE : event.altKey ? FINE : 1;
    put(place, within(spot.x + step[0] * size), within(spot.y + step[1] * size), true);
  };
  return (
    <div className={classes.frame}>
      <p className={classes.help}>{t("panel.spotHelp")}</p>
      <fieldset ref={board} className={classes.board} aria-label={label} data-testid="spot-board">
        {picture === null ? (
          <div className={classes.none} />
        ) : (
          <img className={classes.picture} src={pictureUrl(picture)} alt="" draggable={false} />
        )}
        {shown.map((spot, place) => {
          const held = drag?.place === place ? drag : null;
          const { x, y } = held ?? spot;
          const name = nameOf(spot, names);
          return (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: places have no name but their number.
              key={place}
              type="button"
              className={classes.spot}
              style={{ left: `${x}%`, top: `${y}%` }}
              title={name}
              aria-label={t("panel.spotAt", { name, x, y })}
              data-held={held ? true : undefined}
              data-lost={place >= spots.length ? true : undefined}
              onKeyDown={(event) => pressed(event, place)}
              onPointerDown={(event) => {
                if (event.button !== 0) return;
                event.currentTarget.setPointerCapture?.(event.pointerId);
                setDrag({ place, x: spot.x, y: spot.y });
              }}
              onPointerMove={(event) => {
                const now = held && at(event);
                if (now) setDrag({ place, ...now });
              }}
              onPointerUp={() => {
                if (held && (held.x !== spot.x || held.y !== spot.y)) put(place, held.x, held.y, false);
                setDrag(null);
              }}
              onPointerCancel={() => setDrag(null)}
            >
              {spot.source}
            </button>
          );
        })}
      </fieldset>
    </div>
  );
}

/** All that can be taken hold of: places, and behind them the sources that have none yet. */
export function withLost(spots: readonly Spot[], count: number): Spot[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const lost = numbers.filter((number) => !spots.some(({ source }) => source === number));
  return [
    ...spots,
    ...lost.map((source, i) => ({
      source,
      x: within((100 * (i + 1)) / (lost.length + 1)),
      y: ALONG_THE_TOP,
      label: "",
    })),
  ];
}

function nameOf({ label, source }: Spot, names: readonly string[]): string {
  return label || names[source - 1] || String(source);
}

/** On the picture, to a tenth of a per cent. */
function within(percent: number): number {
  return Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10;
}
