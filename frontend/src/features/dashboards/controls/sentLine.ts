import type { components } from "@/shared/api/schema";
import type { CommandStatus, SampleValue } from "@/shared/api/types";

/** One line of a control's history: a command to a device, or a value that went into a flow (`taken`). */
export type SentLine = Omit<components["schemas"]["SentLineOut"], "value" | "status"> & {
  value: SampleValue;
  status: CommandStatus | "taken";
};
