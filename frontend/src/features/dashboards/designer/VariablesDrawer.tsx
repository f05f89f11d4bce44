import { Button, Drawer, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { freshId } from "../commands/ids";
import { renameVariable, setVariables } from "../commands/setVariables";
import { useEditorState } from "../editor/EditorContext";
import { declaredVariables, type Variable } from "../variables/variables";
import { VariableForm } from "./VariableForm";

/** What the dashboard leaves open, and what of it can be chosen. */
export function VariablesDrawer({ close }: { close: () => void }) {
  const { t } = useTranslation("dashboards");
  const raw = useEditorState((state) => state.document.variables);
  const run = useEditorState((state) => state.run);
  const variables = declaredVariables(raw);
  const names = variables.map(({ name }) => name);
  const put = (old: Variable, next: Variable | null) => {
    if (next && next.name !== old.name) run(renameVariable(old, next.name));
    else run(setVariables(raw.flatMap((one) => (one !== old ? [one] : next ? [next] : []))));
  };
  const moveUp = (variable: Variable) => {
    const at = raw.indexOf(variable);
    const next = raw.filter((one) => one !== variable);
    next.splice(Math.max(0, at - 1), 0, variable);
    run(setVariables(next));
  };
  const add = () => {
    const isFirst = !names.includes("device");
    run(
      setVariables([
        ...raw,
        { name: isFirst ? "device" : freshId("v", names), kind: "device", label: "", default: null },
      ]),
    );
  };
  return (
    <Drawer opened onClose={close} position="right" title={t("variable.edit")} size="md">
      <Stack>
        <Text size="sm" c="dimmed">
          {t("variable.editHelp", { example: `{{${names[0] ?? "device"}}}` })}
        </Text>
        {variables.map((variable, index) => (
          <VariableForm
            // biome-ignore lint/suspicious/noArrayIndexKey: its name changes while it is typed.
            key={index}
            variable={variable}
            others={variables.filter((one) => one !== variable)}
            change={(next) => put(variable, next)}
            moveUp={index > 0 ? () => moveUp(variable) : null}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
          disabled={raw.length >= MOST}
          data-testid="add-variable"
        >
          {t("variable.add")}
        </Button>
      </Stack>
    </Drawer>
  );
}

const MOST = 50;
