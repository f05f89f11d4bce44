import { nudge } from "./nudge";

export const nudgeLeft = nudge("nudgeLeft", { x: -1, y: 0 }, ["shift+arrowleft"]);
