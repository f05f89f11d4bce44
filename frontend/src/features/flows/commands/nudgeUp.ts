import { nudge } from "./nudge";

export const nudgeUp = nudge("nudgeUp", { x: 0, y: -1 }, ["shift+arrowup"]);
