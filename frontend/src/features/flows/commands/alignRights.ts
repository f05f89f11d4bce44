import { align } from "./align";

export const alignRights = align("alignRights", "x", "end", ["shift+d"]);
