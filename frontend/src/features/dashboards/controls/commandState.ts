import type { Command, CommandStatus } from "@/shared/api/types";

const ORDER: readonly CommandStatus[] = ["queued", "sent", "delivered", "done", "failed", "expired"];

export function isPending(command: Command): boolean {
  return ["queued", "sent", "delivered"].includes(command.status);
}

export function isFailure(command: Command): boolean {
  return command.status === "failed" || command.status === "expired";
}

/** Which of two reports is the newer truth: news can overtake each other, a command never goes a step back. */
export function newerCommand(known: Command | null, heard: Command): Command {
  if (!known || heard.id > known.id) return heard;
  if (heard.id < known.id) return known;
  return ORDER.indexOf(heard.status) >= ORDER.indexOf(known.status) ? heard : known;
}
