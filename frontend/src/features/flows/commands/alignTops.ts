import { align } from "./align";

export const alignTops = align("alignTops", "y", "start", ["shift+t"]);
