import { modeCommand } from "./mode";

/** What arrives at the selected blocks leaves them as it came, until this is done once more. */
export const bypass = modeCommand("bypass", "bypass", "shift+o");
