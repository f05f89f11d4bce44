import { walk } from "./walk";

export const walkLeft = walk("walkLeft", "left", "arrowleft");
