import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SearchInput } from "@/shared/ui/SearchInput";
import { PersonField } from "../explain/PersonField";
import { type AuditFilter, auditChoicesQuery } from "../queries";
import classes from "./audit.module.css";
import { actionText, isFiltered, kindText } from "./auditTexts";

interface AuditFiltersProps {
  filter: AuditFilter;
  write: (changes: Record<string, string | null>) => void;
}

const NOTHING = { search: null, action: null, kind: null, actor: null, from: null, to: null };

/** Days in the person's own time zone, as the server wants them: the first moment, and the one after the last. */
function momentOf(day: string, plusDays = 0): string | null {
  if (!day) return null;
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + plusDays);
  return at.toISOString();
}

function dayOf(moment: string, plusDays = 0): string {
  if (!moment) return "";
  const at = new Date(moment);
  at.setDate(at.getDate() + plusDays);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}

export function AuditFilters({ filter, write }: AuditFiltersProps) {
  const { t } = useTranslation("organizations");
  const choices = useQuery(auditChoicesQuery).data;
  return (
    <div className={classes.filters}>
      <SearchInput value={filter.search} change={(search) => write({ search })} label={t("audit.search")} />
      <PersonField
        label=""
        placeholder={t("audit.everybody")}
        value={Number(filter.actor) || null}
        change={(id) => write({ actor: id ? String(id) : null })}
      />
      <Select
        aria-label={t("audit.action")}
        placeholder={t("audit.all_actions")}
        searchable
        clearable
        data={(choices?.actions ?? []).map((value) => ({ value, label: actionText(value) }))}
        value={filter.action || null}
        onChange={(action) => write({ action })}
      />
      <Select
        aria-label={t("audit.kind")}
        placeholder={t("audit.all_kinds")}
        searchable
        clearable
        data={(choices?.kinds ?? []).map((value) => ({ value, label: actionText(kindText(value)) }))}
        value={filter.kind || null}
        onChange={(kind) => write({ kind })}
      />
      <TextInput
        type="date"
        aria-label={t("audit.from")}
        leftSection={<span className={classes.edge}>{t("audit.from")}</span>}
        leftSectionWidth={44}
        value={dayOf(filter.from)}
        onChange={(event) => write({ from: momentOf(event.currentTarget.value) })}
      />
      <TextInput
        type="date"
        aria-label={t("audit.to")}
        leftSection={<span className={classes.edge}>{t("audit.to")}</span>}
        leftSectionWidth={44}
        value={dayOf(filter.to, -1)}
        onChange={(event) => write({ to: momentOf(event.currentTarget.value, 1) })}
      />
      {isFiltered(filter) && (
        <Button variant="subtle" onClick={() => write(NOTHING)}>
          {t("audit.show_all")}
        </Button>
      )}
    </div>
  );
}
