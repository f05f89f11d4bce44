import { walk } from "./walk";

export const walkUp = walk("walkUp", "up", "arrowup");
