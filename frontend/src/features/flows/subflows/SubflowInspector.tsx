import { ActionIcon, Button, CloseButton, Group, Select, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { notifyError } from "@/shared/notify/notify";
import { setParams } from "../commands/setParams";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import type { ParamDeclaration } from "../graph/document";
import { FieldInput } from "../inspector/FieldInput";
import { fieldOf } from "../inspector/fields";
import classes from "../inspector/inspector.module.css";
import { ProblemText } from "../inspector/ProblemText";
import { LookPicker } from "./LookPicker";
import { changeSubflow, subflowQuery, subflowUsersQuery } from "./queries";

const TYPES = ["number", "text", "boolean", "choice", "metric", "device", "device_type"] as const;
const SCHEMAS = {
  number: { type: "number" },
  text: { type: "string" },
  choice: { type: "string" },
  boolean: { type: "boolean" },
  metric: { type: "integer", format: "metric" },
  device: { type: "integer", format: "device" },
  device_type: { type: "integer", format: "device_type" },
} as const;

/** With nothing selected: the subflow itself, what it declares, and where it is used. */
export function SubflowInspector({ id }: { id: number }) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const params = useEditor((state) => state.scene.document.params) ?? [];
  const problems = useView((state) => state.problems).filter(({ field }) => field === "params");
  const { data: subflow } = useQuery(subflowQuery(id));
  const { data: users } = useQuery(subflowUsersQuery(id));
  const queryClient = useQueryClient();
  const [description, setDescription] = useState<string | null>(null);
  const describe = useMutation({
    mutationFn: (parts: Parameters<typeof changeSubflow>[1]) => changeSubflow(id, parts),
    onSuccess: (changed) => {
      queryClient.setQueryData(subflowQuery(id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ["subflows", "list"] });
    },
    onError: notifyError,
  });
  const keep = () => {
    const isOnItsWay = describe.isPending && describe.variables.description === description;
    if (subflow && description !== null && description !== subflow.description && !isOnItsWay)
      describe.mutate({ description });
  };
  const latest = useRef(keep);
  latest.current = keep;
  // A block that is selected takes the field's place before the field has lost the focus.
  useEffect(() => () => latest.current(), []);
  if (!subflow) return null;
  const set = (next: readonly ParamDeclaration[], key = "") => store.getState().apply(setParams, { params: next, key });
  const change = (index: number, part: Partial<ParamDeclaration>) =>
    set(
      params.map((param, place) => (place === index ? { ...param, ...part } : param)),
      `${index} ${Object.keys(part).join()}`,
    );
  const add = () => {
    const names = new Set(params.map(({ name }) => name));
    let number = params.length + 1;
    while (names.has(`param${number}`)) number += 1;
    set([...params, { name: `param${number}`, title: "", type: "number", default: null }]);
  };
  return (
    <>
      <header className={classes.head}>
        <h2 className={`${classes.title} ${classes.grow}`}>{t("subflow.one")}</h2>
        <CloseButton size="sm" aria-label={t("close")} onClick={() => view.setState({ isAboutOpen: false })} />
      </header>
      <div className={classes.body}>
        <Textarea
          label={t("inspector.description")}
          placeholder={t("subflow.description_hint")}
          autosize
          minRows={2}
          maxLength={500}
          disabled={isReadOnly}
          value={description ?? subflow.description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          onBlur={keep}
        />
        {!isReadOnly && (
          <LookPicker icon={subflow.icon} color={subflow.color} change={(look) => describe.mutate(look)} />
        )}
        <h3 className={classes.panelTitle}>{t("subflow.params")}</h3>
        {problems.map(({ message, level }) => (
          <ProblemText key={message} level={level} message={message} />
        ))}
        {params.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("subflow.no_params")}
          </Text>
        )}
        {params.map((param, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed.
          <div key={index} className={classes.nested} data-testid={`declared-${param.name}`}>
            <Group gap="xs" wrap="nowrap" align="flex-end">
              <TextInput
                className={classes.grow}
                label={t("subflow.param_title")}
                value={param.title}
                maxLength={100}
                disabled={isReadOnly}
                onChange={(event) => change(index, { title: event.currentTarget.value })}
              />
              {!isReadOnly && (
                <ActionIcon
                  aria-label={t("subflow.remove_param", { name: param.title || param.name })}
                  onClick={() => set(params.filter((_, place) => place !== index))}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              )}
            </Group>
            <TextInput
              label={t("subflow.param_name")}
              value={param.name}
              maxLength={40}
              disabled={isReadOnly}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <Select
              label={t("inspector.type")}
              data={TYPES.map((value) => ({ value, label: t(`subflow.types.${value}`) }))}
              value={param.type}
              disabled={isReadOnly}
              allowDeselect={false}
              onChange={(value) =>
                change(index, { type: TYPES.find((type) => type === value) ?? param.type, default: null })
              }
            />
            {param.type === "choice" && (
              <TagsInput
                label={t("subflow.choices")}
                value={[...(param.choices ?? [])]}
                disabled={isReadOnly}
                onChange={(choices) => change(index, { choices })}
              />
            )}
            <FieldInput
              field={fieldOf("default", { ...SCHEMAS[param.type], title: t("subflow.default") }, {}, false)}
              path={["declared", index]}
              value={param.default ?? undefined}
              problemAt={() => undefined}
              change={(_, value) => change(index, { default: value ?? null })}
              isReadOnly={isReadOnly}
            />
            {param.type === "number" && (
              <TextInput
                label={t("subflow.unit")}
                value={param.unit ?? ""}
                maxLength={30}
                disabled={isReadOnly}
                onChange={(event) => change(index, { unit: event.currentTarget.value })}
              />
            )}
          </div>
        ))}
        {!isReadOnly && (
          <Button variant="default" size="compact-sm" onClick={add} data-testid="add-param">
            {t("subflow.add_param")}
          </Button>
        )}
        <h3 className={classes.panelTitle}>{t("subflow.used_in")}</h3>
        {users?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("subflow.unused")}
          </Text>
        )}
        <ul className={classes.users} data-testid="used-in">
          {users?.map((user) => (
            <li key={`${user.kind} ${user.id}`}>
              <Link to={user.kind === "flow" ? `/flows/${user.id}` : `/flows/subflows/${user.id}`}>{user.name}</Link>{" "}
              <span className={classes.subtitle}>
                {user.numbers.length > 0 && t("subflow.in_revision", { numbers: user.numbers.join(", ") })}
                {user.through.length > 0 && t("subflow.through", { names: user.through.join(", ") })}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
