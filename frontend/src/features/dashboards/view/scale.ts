/** How large a wall is drawn; `auto` makes it as large as on a screen of 1920 px. */
export const SCALES: readonly string[] = ["auto", "1", "1.25", "1.5", "2", "2.5", "3"];

const DESK_PX = 1920;

/** The factor that the address asks for; 1 for what is none. */
export function scaleOf(word: string, width_px: number): number {
  if (!SCALES.includes(word)) return 1;
  return word === "auto" ? Math.min(Math.max(width_px / DESK_PX, 1), 4) : Number(word);
}
