import { align } from "./align";

export const alignBottoms = align("alignBottoms", "y", "end", ["shift+b"]);
