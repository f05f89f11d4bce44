import { ActionIcon, Input, Menu, Tooltip } from "@mantine/core";
import { IconLink, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { declareParam } from "../commands/declareParam";
import { useEditor, useOpenEditor } from "../EditorContext";
import { boundParam } from "../graph/subflows";
import { FieldInput, type FieldInputProps } from "./FieldInput";
import { useForm } from "./FormContext";
import classes from "./inspector.module.css";
import { ProblemText } from "./ProblemText";

interface BoundFieldProps extends FieldInputProps {
  /** The block whose param it is. */
  block: string;
}

/** A field that, while a subflow is drawn, may take its value from one of the subflow's params. */
export function BoundField({ block, ...props }: BoundFieldProps) {
  const { t } = useTranslation("flows");
  const { store, subflowId } = useOpenEditor();
  const params = useEditor((state) => state.scene.document.params);
  const { field, path, value, change, problemAt } = props;
  const { hints } = useForm();
  const bound = boundParam(value);
  if (subflowId === undefined && !bound) return <FieldInput {...props} />;
  if (bound) {
    const message = problemAt(path);
    const isHint = hints.has(path.join("."));
    return (
      <Input.Wrapper label={field.title} error={isHint ? undefined : message}>
        <div className={classes.bound} data-testid={`param-${path.join(".")}`}>
          <IconLink size={14} aria-hidden />
          <span className={classes.grow}>{params?.find(({ name }) => name === bound)?.title || bound}</span>
          <Tooltip label={t("subflow.unbind")}>
            <ActionIcon size="sm" aria-label={t("subflow.unbind")} onClick={() => change(path, field.fallback)}>
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
        {message && isHint && <ProblemText level="warning" message={message} />}
      </Input.Wrapper>
    );
  }
  return (
    <div className={classes.bindable}>
      <div className={classes.grow}>
        <FieldInput {...props} />
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            size="sm"
            aria-label={t("subflow.bind", { field: field.title })}
            title={t("subflow.bind", { field: field.title })}
            data-testid={`bind-${path.join(".")}`}
          >
            <IconLink size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {params?.map((param) => (
            <Menu.Item key={param.name} onClick={() => change(path, { $param: param.name })}>
              {param.title || param.name}
            </Menu.Item>
          ))}
          <Menu.Item
            onClick={() => store.getState().apply(declareParam, { block, path, field, value: value ?? field.fallback })}
            data-testid="bind-new"
          >
            {t("subflow.new_param", { title: field.title })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
