import { walk } from "./walk";

export const walkDown = walk("walkDown", "down", "arrowdown");
