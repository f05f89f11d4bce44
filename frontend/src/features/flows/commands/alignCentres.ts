import { align } from "./align";

export const alignCentres = align("alignCentres", "x", "middle", ["shift+c"]);
