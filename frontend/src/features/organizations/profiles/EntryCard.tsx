import { ActionIcon, SegmentedControl, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconTrash } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { wayTo } from "@/shared/pickers/NodePicker";
import type { PermissionInfo } from "../types";
import classes from "./EntryCard.module.css";
import { EntryFields } from "./EntryFields";
import { bodyOf, type EntryDocument, entryProblem, type ProfileDocument } from "./profileDocument";

export interface EntryCardProps {
  entry: EntryDocument;
  document: ProfileDocument;
  permissions: readonly PermissionInfo[];
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  change: (part: Partial<EntryDocument>) => void;
  remove: () => void;
}

/** One place and what is allowed or denied there: a line in words, opened to change it. */
export function EntryCard(props: EntryCardProps) {
  const { entry, document, isOpen, setOpen, change, remove } = props;
  const { t } = useTranslation("organizations");
  const id = useId();
  const problem = entryProblem(entry, document);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const name = entry.label ?? t("entries.gone", { key: entry.node });
  return (
    <section className={classes.entry} data-effect={entry.effect} aria-label={name}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.opener}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <Chevron size={16} aria-hidden className={classes.chevron} />
          <NodeIcon kind={entry.kind} />
          <span className={classes.place}>
            <span className={classes.name}>{name}</span>{" "}
            <span className={classes.way}>{wayTo({ key: entry.node, breadcrumbs: entry.breadcrumbs })}</span>
          </span>
        </UnstyledButton>
        <SegmentedControl
          size="xs"
          aria-label={t("entries.effect", { name })}
          className={classes.effect}
          value={entry.effect}
          onChange={(effect) => change({ effect, permissions: effect === "deny" ? [] : ["read"], dashboard_role: "" })}
          data={[
            { value: "allow", label: t("entries.allow") },
            { value: "deny", label: t("entries.deny") },
          ]}
        />
        <Tooltip label={t("entries.remove", { name })}>
          <ActionIcon aria-label={t("entries.remove", { name })} onClick={remove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {problem ? (
        <p className={classes.problem} role="alert">
          {t(`entries.problems.${problem}`)}
        </p>
      ) : (
        !isOpen && <Summary {...props} />
      )}
      {isOpen && (
        <div id={id} className={classes.fields}>
          <EntryFields {...props} />
        </div>
      )}
    </section>
  );
}

/** The entry in one line of words. */
function Summary({ entry, document, permissions }: EntryCardProps) {
  const { t } = useTranslation("organizations");
  const [body] = bodyOf({ ...document, entries: [entry] }).entries;
  if (!body) return null;
  const names = permissions
    .filter(({ name }) => body.permissions.includes(name))
    .map(({ name, label }) => t(`permissions.${name}`, label));
  const role = body.dashboard_role && t("entries.role_summary", { role: t(`roles.${body.dashboard_role}.label`) });
  const isAll = entry.effect === "deny" && (names.length === 0 || body.permissions.includes("read"));
  return (
    <Text size="xs" c="dimmed" className={classes.summary}>
      {isAll ? t("entries.everything") : [...names, role].filter(Boolean).join(" · ")}
    </Text>
  );
}
