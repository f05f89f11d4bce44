import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DashboardChange } from "../queries";
import classes from "./versions.module.css";
import { useChangeWords } from "./words";

const MOST_SHOWN = 60;

/** What differs, one sentence a line. */
export function ChangeList({ changes }: { changes: readonly DashboardChange[] }) {
  const { t } = useTranslation("dashboards");
  const words = useChangeWords();
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("change.none")}
      </Text>
    );
  }
  return (
    <ul className={classes.changes} data-testid="changes">
      {changes.slice(0, MOST_SHOWN).map((change) => (
        <li key={`${change.what}:${change.id}`} data-kind={kindOf(change.what)}>
          {words(change)}
        </li>
      ))}
      {changes.length > MOST_SHOWN && <li>{t("change.more", { count: changes.length - MOST_SHOWN })}</li>}
    </ul>
  );
}

function kindOf(what: string): "added" | "removed" | "changed" {
  if (what.endsWith("_added")) return "added";
  return what.endsWith("_removed") ? "removed" : "changed";
}
