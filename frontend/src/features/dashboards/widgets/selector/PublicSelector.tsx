import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { usePublicVariables } from "../../public/PublicVariables";
import { VariableField } from "../../variables/VariableField";
import type { ParamsOf } from "../params";
import type { PublicWidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Selector.module.css";

/** Visitors choose among what the link leaves open, by name; the tree behind it is not theirs. */
export function PublicSelector({ params }: PublicWidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const { variables, states, given, choose } = usePublicVariables();
  const name = params.variable.trim().replace(/^\$/, "");
  const variable = variables.find((one) => one.name === name);
  if (!variable) return <EmptyState isSmall icon={IconEyeOff} text={t("public.notShown")} />;
  return (
    <div className={classes.field}>
      <VariableField
        dashboardId={0}
        variable={variable}
        variables={variables}
        state={states.find((one) => one.name === name)}
        given={given}
        choose={(values) => choose(name, values)}
        isNamed={false}
      />
    </div>
  );
}
