import {
  Checkbox,
  Collapse,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Textarea,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./BrokersPage.module.css";
import type { FormFields } from "./brokerForm";

interface BrokerFieldsetProps {
  form: UseFormReturnType<FormFields>;
  hasPassword: boolean;
}

const PORT = 1883;
const TLS_PORT = 8883;

export function BrokerFieldset({ form, hasPassword }: BrokerFieldsetProps) {
  return (
    <Stack>
      <Address form={form} />
      <Login form={form} hasPassword={hasPassword} />
      <Reading form={form} />
      <Rare form={form} />
    </Stack>
  );
}

type Part = Pick<BrokerFieldsetProps, "form">;

function Address({ form }: Part) {
  const { t } = useTranslation("gateways");
  const { is_tls } = form.values;
  return (
    <>
      <TextInput data-autofocus label={t("name")} {...form.getInputProps("name")} />
      <div className={classes.host}>
        <TextInput label={t("host")} placeholder="mqtt.example.com" {...form.getInputProps("host")} />
        <NumberInput
          label={t("port")}
          min={1}
          max={65535}
          allowDecimal={false}
          hideControls
          {...form.getInputProps("port")}
        />
      </div>
      <Checkbox
        label={t("tls")}
        checked={is_tls}
        onChange={(event) => {
          const isOn = event.currentTarget.checked;
          form.setFieldValue("is_tls", isOn);
          // Follow the usual port, unless somebody has set another one.
          if (form.values.port === (isOn ? PORT : TLS_PORT)) form.setFieldValue("port", isOn ? TLS_PORT : PORT);
        }}
      />
      {is_tls && (
        <Textarea
          label={t("ca")}
          description={t("ca_help")}
          autosize
          minRows={2}
          maxRows={6}
          placeholder="-----BEGIN CERTIFICATE-----"
          {...form.getInputProps("ca")}
        />
      )}
    </>
  );
}

function Login({ form, hasPassword }: BrokerFieldsetProps) {
  const { t } = useTranslation("gateways");
  return (
    <Group grow align="flex-start">
      <TextInput label={t("username")} autoComplete="off" {...form.getInputProps("username")} />
      <PasswordInput
        label={t("password")}
        autoComplete="new-password"
        placeholder={hasPassword && form.values.password === null ? t("password_kept") : ""}
        value={form.values.password ?? ""}
        onChange={(event) => form.setFieldValue("password", event.currentTarget.value)}
        error={form.errors.password}
      />
    </Group>
  );
}

function Reading({ form }: Part) {
  const { t } = useTranslation("gateways");
  const { payload } = form.values;
  return (
    <>
      <TextInput label={t("topic")} description={t("topic_help")} {...form.getInputProps("topic")} />
      <Group grow align="flex-start">
        <Select
          label={t("payload")}
          allowDeselect={false}
          data={(["json", "value", "fields"] as const).map((value) => ({ value, label: t(`payloads.${value}`) }))}
          {...form.getInputProps("payload")}
        />
        {payload !== "json" && (
          <TextInput label={t("metric")} placeholder={t("metric_placeholder")} {...form.getInputProps("metric")} />
        )}
      </Group>
      {payload === "fields" && (
        <Group grow align="flex-start">
          <TextInput label={t("value_field")} placeholder="v" {...form.getInputProps("value_field")} />
          <TextInput label={t("time_field")} placeholder="ts" {...form.getInputProps("time_field")} />
        </Group>
      )}
      <Checkbox label={t("create_devices")} {...form.getInputProps("create_devices", { type: "checkbox" })} />
      <Checkbox label={t("is_enabled")} {...form.getInputProps("is_enabled", { type: "checkbox" })} />
    </>
  );
}

/** What most connections never need. */
function Rare({ form }: Part) {
  const { t } = useTranslation("gateways");
  const [isOpen, setOpen] = useState(false);
  const hasError = ["client_id", "shared_group", "alarm_topic", "qos", "protocol"].some((name) => form.errors[name]);
  const isShown = isOpen || hasError;
  return (
    <div>
      <UnstyledButton onClick={() => setOpen(!isShown)} aria-expanded={isShown}>
        <Group gap="xs">
          {isShown ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
          {t("more_options")}
        </Group>
      </UnstyledButton>
      <Collapse expanded={isShown}>
        <Stack pt="md">
          <Group grow align="flex-start">
            <Select
              label={t("protocol")}
              allowDeselect={false}
              data={[
                { value: "5", label: "MQTT 5" },
                { value: "3.1.1", label: "MQTT 3.1.1" },
              ]}
              {...form.getInputProps("protocol")}
            />
            <Select
              label={t("qos")}
              allowDeselect={false}
              data={["0", "1", "2"].map((value) => ({ value, label: t(`qos_levels.${value}`) }))}
              value={String(form.values.qos)}
              onChange={(value) => form.setFieldValue("qos", Number(value))}
              error={form.errors.qos}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput label={t("client_id")} description={t("client_id_help")} {...form.getInputProps("client_id")} />
            {form.values.protocol === "5" && (
              <TextInput
                label={t("shared_group")}
                description={t("shared_group_help")}
                {...form.getInputProps("shared_group")}
              />
            )}
          </Group>
          <TextInput
            label={t("alarm_topic")}
            description={t("alarm_topic_help")}
            placeholder="alarms/{device}"
            {...form.getInputProps("alarm_topic")}
          />
        </Stack>
      </Collapse>
    </div>
  );
}
