import { Tooltip } from "@mantine/core";
import { type Icon, IconCircleCheck, IconKey, IconLock, IconUserOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../organizations.module.css";
import type { Person } from "../types";

type State = "active" | "inactive" | "locked_out" | "no_login";

const ICONS: Record<State, Icon> = {
  active: IconCircleCheck,
  inactive: IconUserOff,
  locked_out: IconLock,
  no_login: IconKey,
};

function stateOf(person: Person): State {
  if (!person.is_active) return "inactive";
  if (person.is_locked_out) return "locked_out";
  return person.may_log_in === false ? "no_login" : "active";
}

/** Whether this person can come in, and why not. */
export function AccountState({ person }: { person: Person }) {
  const { t } = useTranslation("organizations");
  const state = stateOf(person);
  const Glyph = ICONS[state];
  return (
    <Tooltip label={t(`users.state_help.${state}`)} multiline maw={320}>
      <span className={classes.state} data-state={state}>
        <Glyph size={16} stroke={1.6} aria-hidden />
        {t(`users.states.${state}`)}
      </span>
    </Tooltip>
  );
}
