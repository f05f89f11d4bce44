import { nudge } from "./nudge";

/** Five steps at once. */
export const pushRight = nudge("pushRight", { x: 5, y: 0 }, ["mod+arrowright"]);
