import { distribute } from "./align";

export const distributeDown = distribute("distributeDown", "y", ["shift+v"]);
