import type { TFunction } from "i18next";

/** What is wrong with an address, in words; null when nothing is. */
export function emailProblem(value: string, t: TFunction<"auth">): string | null {
  if (!value.trim()) return t("email_missing");
  return /^\S+@\S+$/.test(value.trim()) ? null : t("email_wrong", { value });
}
