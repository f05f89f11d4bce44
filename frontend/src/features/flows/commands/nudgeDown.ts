import { nudge } from "./nudge";

export const nudgeDown = nudge("nudgeDown", { x: 0, y: 1 }, ["shift+arrowdown"]);
