import { nudge } from "./nudge";

/** Five steps at once. */
export const pushLeft = nudge("pushLeft", { x: -5, y: 0 }, ["mod+arrowleft"]);
