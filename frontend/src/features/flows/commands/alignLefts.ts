import { align } from "./align";

export const alignLefts = align("alignLefts", "x", "start", ["shift+a"]);
