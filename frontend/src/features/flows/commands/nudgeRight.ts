import { nudge } from "./nudge";

export const nudgeRight = nudge("nudgeRight", { x: 1, y: 0 }, ["shift+arrowright"]);
