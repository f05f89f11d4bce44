import { distribute } from "./align";

export const distributeAcross = distribute("distributeAcross", "x", ["shift+h"]);
