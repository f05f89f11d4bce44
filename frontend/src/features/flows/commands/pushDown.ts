import { nudge } from "./nudge";

/** Five steps at once. */
export const pushDown = nudge("pushDown", { x: 0, y: 5 }, ["mod+arrowdown"]);
