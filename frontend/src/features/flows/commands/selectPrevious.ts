import { selectBeside } from "./selectBeside";

export const selectPrevious = selectBeside("selectPrevious", -1, "p");
