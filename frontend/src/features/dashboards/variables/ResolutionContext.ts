import { createContext } from "react";
import { NOTHING_RESOLVED, type Resolution } from "./variables";

/** Where the bindings of the open dashboard lead now. */
export const ResolutionContext = createContext<Resolution>(NOTHING_RESOLVED);
