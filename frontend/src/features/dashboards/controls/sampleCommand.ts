import type { Command } from "@/shared/api/types";

/** A made-up command, for examples and tests. */
export function sampleCommand(command: Partial<Command> = {}): Command {
  return {
    id: 1,
    device_id: 1,
    device: "boiler",
    metric_id: 1,
    name: "burner",
    value: true,
    status: "queued",
    detail: "",
    requested_by: "operator@example.com",
    created_at: "2026-03-01T12:00:00Z",
    sent_at: null,
    delivered_at: null,
    finished_at: null,
    batch: null,
    attempts: 1,
    max_attempts: 1,
    timeout_s: 60,
    expires_at: "2026-03-01T12:01:00Z",
    ...command,
  };
}
