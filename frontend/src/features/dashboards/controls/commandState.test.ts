import { expect, it } from "vitest";
import type { Command, CommandStatus } from "@/shared/api/types";
import { newerCommand } from "./commandState";
import { sampleCommand } from "./sampleCommand";

const command = (id: number, status: CommandStatus): Command => sampleCommand({ id, status });

it("follows a command forwards", () => {
  expect(newerCommand(command(1, "queued"), command(1, "delivered")).status).toBe("delivered");
});
it("ignores news that were overtaken", () => {
  expect(newerCommand(command(1, "done"), command(1, "sent")).status).toBe("done");
});
it("shows the newest command, not the one that speaks last", () => {
  expect(newerCommand(command(2, "queued"), command(1, "failed")).id).toBe(2);
  expect(newerCommand(command(1, "done"), command(2, "queued")).id).toBe(2);
  expect(newerCommand(null, command(1, "sent")).status).toBe("sent");
});
