import i18next from "i18next";
import { confirm } from "@/shared/ui/confirm";

interface Question {
  /** Without a text it runs at once. */
  text: string;
  action: string;
  run: () => void;
}

/** Runs what a control wants to do, after a person has agreed where the designer asks for it. */
export async function askFirst({ text, action, run }: Question): Promise<void> {
  if (!text.trim() || (await confirm({ title: i18next.t("dashboards:command.confirm"), text, action }))) run();
}
