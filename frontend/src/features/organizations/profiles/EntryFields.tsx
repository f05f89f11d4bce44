import { Checkbox, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DashboardRole, PermissionInfo } from "../types";
import type { EntryCardProps } from "./EntryCard";
import classes from "./EntryCard.module.css";
import { isReadImplied, isSettable, ROLES, withPermission } from "./profileDocument";

/** What is allowed or denied at one place. */
export function EntryFields(props: EntryCardProps) {
  return props.entry.effect === "deny" ? <DenyFields {...props} /> : <AllowFields {...props} />;
}

function AllowFields({ entry, document, permissions, change }: EntryCardProps) {
  const { t } = useTranslation("organizations");
  const always = permissions.filter(({ switch: needed }) => !needed);
  const managing = permissions.filter(({ switch: needed }) => needed);
  const isImplied = isReadImplied(entry, document);
  const box = ({ name, label, description }: PermissionInfo) => {
    const isOpen = isSettable(name, document);
    const isForced = name === "read" && isImplied;
    return (
      <Checkbox
        key={name}
        label={label}
        description={sentence(description)}
        disabled={!isOpen || isForced}
        checked={isForced || (isOpen && entry.permissions.includes(name))}
        onChange={(event) => change(withPermission(entry, name, event.currentTarget.checked))}
      />
    );
  };
  return (
    <div className={classes.groups}>
      <fieldset className={classes.group}>
        <legend>{t("entries.values")}</legend>
        {always.map(box)}
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t("entries.management")}</legend>
        {!document.access_management && <p className={classes.hint}>{t("entries.needs_management")}</p>}
        {managing.map(box)}
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t("entries.dashboards")}</legend>
        {!document.access_dashboard && <p className={classes.hint}>{t("entries.needs_dashboard")}</p>}
        <Radio.Group
          aria-label={t("entries.dashboards")}
          value={document.access_dashboard ? entry.dashboard_role : ""}
          onChange={(role) => change({ dashboard_role: role as DashboardRole })} // the radios hold nothing else
        >
          <Stack gap={10}>
            {ROLES.map((role) => (
              <Radio
                key={role}
                value={role}
                disabled={!document.access_dashboard}
                label={t(`roles.${role || "none"}.label`)}
                description={t(`roles.${role || "none"}.help`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      </fieldset>
    </div>
  );
}

function DenyFields({ entry, permissions, change }: EntryCardProps) {
  const { t } = useTranslation("organizations");
  const isAll = entry.permissions.length === 0 || entry.permissions.includes("read");
  return (
    <Stack>
      <Radio.Group
        aria-label={t("entries.deny")}
        value={isAll ? "everything" : "some"}
        onChange={(value) => change({ permissions: value === "everything" ? [] : ["write_metric"] })}
      >
        <Stack gap={10}>
          <Radio value="everything" label={t("entries.everything")} description={t("entries.everything_help")} />
          <Radio value="some" label={t("entries.some")} description={t("entries.some_help")} />
        </Stack>
      </Radio.Group>
      {!isAll && (
        <div className={classes.groups}>
          {permissions
            .filter(({ name }) => name !== "read")
            .map(({ name, label, description }) => (
              <Checkbox
                key={name}
                label={label}
                description={sentence(description)}
                checked={entry.permissions.includes(name)}
                onChange={(event) => change(withPermission(entry, name, event.currentTarget.checked))}
              />
            ))}
        </div>
      )}
    </Stack>
  );
}

/** The catalogue of permissions explains in half sentences. */
function sentence(text: string): string {
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
