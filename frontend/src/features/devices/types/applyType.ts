import { api } from "@/shared/api/client";
import type { Applied } from "./queries";

/** The server takes 500 devices at a call; an organization has at most so many calls' worth. */
const MOST_CALLS = 400;
const LONGEST_S = 120;

export interface AppliedAll {
  devices: number;
  added: number;
  differences: Applied["differences"];
}

const DIFFERENCES_KEPT = 200;

/** Give all devices of the type the metrics they lack, or only say which those are; `progress` hears the devices looked at. */
export async function applyType(
  typeId: number,
  { isDryRun, progress = () => {} }: { isDryRun: boolean; progress?: (devices: number) => void },
): Promise<AppliedAll> {
  const all: AppliedAll = { devices: 0, added: 0, differences: [] };
  let after = 0;
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const part = await api.post<Applied>(
      `/api/device-types/${typeId}/apply`,
      { dry_run: isDryRun, after },
      { timeout_s: LONGEST_S },
    );
    all.devices += part.devices;
    all.added += part.added;
    all.differences = [...all.differences, ...part.differences].slice(0, DIFFERENCES_KEPT);
    progress(all.devices);
    if (part.next_after === null) break;
    after = part.next_after;
  }
  return all;
}
