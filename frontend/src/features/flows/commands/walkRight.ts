import { walk } from "./walk";

export const walkRight = walk("walkRight", "right", "arrowright");
