import { nudge } from "./nudge";

/** Five steps at once. */
export const pushUp = nudge("pushUp", { x: 0, y: -5 }, ["mod+arrowup"]);
