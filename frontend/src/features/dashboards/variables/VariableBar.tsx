import { useTranslation } from "react-i18next";
import classes from "./VariableBar.module.css";
import { VariableField } from "./VariableField";
import type { Given, Variable, VariableState } from "./variables";

interface VariableBarProps {
  dashboardId: number;
  variables: readonly Variable[];
  states: readonly VariableState[];
  given: Given;
  choose: (name: string, values: readonly string[]) => void;
}

/** What the viewer can choose: which machine, which hall. It stands in the address too. */
export function VariableBar({ dashboardId, variables, states, given, choose }: VariableBarProps) {
  const { t } = useTranslation("dashboards");
  if (variables.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={t("variable.bar")} data-testid="variables">
      {variables.map((variable) => (
        <VariableField
          key={variable.name}
          dashboardId={dashboardId}
          variable={variable}
          variables={variables}
          state={states.find(({ name }) => name === variable.name)}
          given={given}
          choose={(values) => choose(variable.name, values)}
        />
      ))}
    </section>
  );
}
