import { Button, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { setParam } from "../../commands/setParam";
import { useEditor, useOpenEditor, useView } from "../../EditorContext";
import type { ParamDeclaration } from "../../graph/document";
import type { JsonSchema } from "../../graph/schema";
import { runsOf } from "../../graph/subflows";
import { subflowQuery, subflowRevisionQuery } from "../../subflows/queries";
import { useGoInside } from "../../subflows/useGoInside";
import { BoundField } from "../BoundField";
import { FormContext, hintsIn, messageAt } from "../FormContext";
import { fieldOf } from "../fields";
import classes from "../inspector.module.css";
import type { BlockPanel, PanelProps } from "./panel";

/** The subflow that a block runs: its params, its revision, and the way inside. */
function SubflowPanel({ id }: PanelProps) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const block = useEditor((state) => state.scene.document.blocks[id]);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const problems = useView((state) => state.problems).filter(({ block: where }) => where === id);
  const goInside = useGoInside();
  const use = runsOf(block);
  const subflow = useQuery({ ...subflowQuery(use?.subflow ?? 0), enabled: use !== null });
  const revision = useQuery({ ...subflowRevisionQuery(use?.subflow ?? 0, use?.revision ?? 0), enabled: use !== null });
  if (!use) return null;
  if (subflow.error) return <Text size="sm">{subflow.error.message}</Text>;
  if (!subflow.data || !revision.data) return <Loader size="xs" />;
  const newest = subflow.data.revision;
  const isOld = newest !== null && newest > use.revision;
  return (
    <section className={classes.panel} aria-label={subflow.data.name}>
      <FormContext value={{ params: use.values, inputs: [], hints: hintsIn(problems) }}>
        {(revision.data.document.params ?? []).map((param) => (
          <BoundField
            key={param.name}
            block={id}
            field={fieldOf(param.name, schemaOf(param), {}, param.default === undefined || param.default === null)}
            path={["values", param.name]}
            value={use.values[param.name]}
            problemAt={(path) => messageAt(problems, path)}
            change={(path, value) => store.getState().apply(setParam, { block: id, path, value })}
            isReadOnly={isReadOnly}
          />
        ))}
      </FormContext>
      <Text size="sm" c="dimmed">
        {t("subflow.uses", { name: subflow.data.name, number: use.revision })}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => goInside(id)} data-testid="go-inside">
          {t("commands.goInside")}
        </Button>
        <Button size="compact-sm" variant="default" component={Link} to={`/flows/subflows/${use.subflow}`}>
          {t("subflow.edit")}
        </Button>
        {isOld && !isReadOnly && (
          <Button
            size="compact-sm"
            onClick={() => store.getState().apply(setParam, { block: id, path: ["revision"], value: newest })}
            data-testid="take-newest"
          >
            {t("subflow.take_newest", { number: newest })}
          </Button>
        )}
      </Group>
    </section>
  );
}

/** A declared param in the language of block params, so that it has the same form. */
function schemaOf({ type, title, name, help, unit, choices, default: value }: ParamDeclaration): JsonSchema {
  const common = { title: title || name, description: help, unit, ...(value === null ? {} : { default: value }) };
  switch (type) {
    case "number":
    case "boolean":
      return { ...common, type };
    case "choice":
      return { ...common, type: "string", enum: choices ?? [] };
    case "metric":
    case "device":
    case "device_type":
      return { ...common, type: "integer", format: type };
    default:
      return { ...common, type: "string" };
  }
}

export const panel: BlockPanel = { types: ["subflow.use"], Panel: SubflowPanel };
