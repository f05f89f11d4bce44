import { modeCommand } from "./mode";

/** Nothing leaves the selected blocks any more, until this is done once more. */
export const switchOff = modeCommand("switchOff", "off", "o");
