import { selectBeside } from "./selectBeside";

export const selectNext = selectBeside("selectNext", 1, "n");
