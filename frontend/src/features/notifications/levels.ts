const COLORS: Record<string, string> = { info: "blue", success: "teal", warning: "yellow", error: "red" };

/** The theme's colour for a kind of notification. */
export function colorOf(level: string): string {
  return COLORS[level] ?? "blue";
}
