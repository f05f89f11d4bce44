import { field, type ParamsOf } from "../widgets/params";

/** What stands between a person and a command, the same for every control. PIN and limits are checked on the server too. */
export const safetyFields = {
  confirmText: field.text("", { isLong: true, section: "safety" }),
  /** 0: a press is enough. */
  holdMs: field.integer(0, { minimum: 0, maximum: 10_000, step: 100, section: "safety" }),
  pin: field.choice(["none", "person", "dashboard"], "none", { section: "safety" }),
  timeoutS: field.optionalNumber({ minimum: 1, maximum: 604_800, section: "safety" }),
};

export type Safety = ParamsOf<typeof safetyFields>;

/** Whether a value needs a person's second word before it leaves. */
export function isGuarded({ confirmText, pin }: Safety): boolean {
  return confirmText.trim() !== "" || pin !== "none";
}

/** Refusals that are about the PIN and not about the value: nothing was sent, and the person may try again at once. */
export const OF_PIN: ReadonlySet<string | null> = new Set(["wrong_pin", "pin_needed", "pin_locked", "no_pin"]);

/** "Set {value}?" with the value in it. */
export function withValue(text: string, value: string): string {
  return text.replaceAll("{value}", value);
}
