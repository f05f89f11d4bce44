import { align } from "./align";

export const alignMiddles = align("alignMiddles", "y", "middle", ["shift+m"]);
