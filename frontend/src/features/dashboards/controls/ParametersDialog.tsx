import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SentValue } from "../widgets/params";
import { FieldInput, sayFault } from "./FieldInput";
import { type Entered, faultOf, initialOf, type Parameter, sentOf, specOfParameter } from "./fieldSpec";

interface ParametersDialogProps {
  title: string;
  parameters: readonly Parameter[];
  action: string;
  send: (values: Record<string, SentValue>) => void;
  close: () => void;
}

/** Asks for what a command still needs. */
export function ParametersDialog({ title, parameters, action, send, close }: ParametersDialogProps) {
  const { t } = useTranslation("dashboards");
  const [values, setValues] = useState<Record<string, Entered>>(() =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, initialOf(parameter)])),
  );
  // Nobody is scolded before the first try.
  const [isTried, setTried] = useState(false);
  const fields = parameters.map((parameter) => {
    const spec = specOfParameter(parameter);
    const value = values[parameter.name] ?? "";
    return { name: parameter.name, spec, value, fault: faultOf(spec, value) };
  });
  const submit = () => {
    setTried(true);
    if (fields.some(({ fault }) => fault !== null)) return;
    send(
      Object.fromEntries(
        fields.flatMap(({ name, spec, value }) => {
          const sent = value === "" ? undefined : sentOf(spec, value);
          return sent === undefined ? [] : [[name, sent]];
        }),
      ),
    );
  };
  return (
    <Modal opened onClose={close} title={title} size="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          {fields.map(({ name, spec, value, fault }) => (
            <FieldInput
              key={name}
              spec={spec}
              value={value}
              change={(next) => setValues((known) => ({ ...known, [name]: next }))}
              error={fault && (isTried || fault.what !== "missing") ? sayFault(fault, t) : undefined}
              testId={`parameter-${name}`}
            />
          ))}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" data-testid="parameters-send">
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
