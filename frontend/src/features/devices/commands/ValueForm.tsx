import { Button, Input, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Command, Device, Metric } from "@/shared/api/types";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import { FormError } from "@/shared/ui/FormError";
import classes from "./CommandsTab.module.css";
import { type Entered, readValue } from "./commandValue";

const DEFAULT_EXPIRY_S = 60;
const LONGEST_EXPIRY_S = 86_400;

/** Send a value to one of the device's writable metrics. */
export function ValueForm({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [metric, setMetric] = useState<Metric | null>(null);
  const [entered, setEntered] = useState<Entered>("");
  const [expires_in_s, setExpiry] = useState<number | string>(DEFAULT_EXPIRY_S);
  const read = readValue(metric, entered);
  const send = useMutation({
    mutationFn: () =>
      api.post<Command>(`/api/devices/${device.id}/commands`, {
        metric_id: metric?.id,
        value: read.value,
        expires_in_s: Number(expires_in_s) || DEFAULT_EXPIRY_S,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["devices", "commands", device.id] }),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (metric && !read.problem) send.mutate();
  }

  return (
    <>
      <form className={classes.form} onSubmit={submit}>
        <MetricPicker
          device={device.id}
          organization={device.organization_id}
          isWritable
          label={t("command.metric")}
          placeholder={t("command.metric_placeholder")}
          isClearable={false}
          value={metric?.id ?? null}
          change={(_, picked) => {
            setMetric(picked);
            setEntered(picked?.data_type === "boolean" ? true : "");
          }}
        />
        <ValueInput
          metric={metric}
          entered={entered}
          change={setEntered}
          problem={entered === "" ? null : read.problem}
        />
        <NumberInput
          label={t("command.expires")}
          min={1}
          max={LONGEST_EXPIRY_S}
          suffix=" s"
          value={expires_in_s}
          onChange={setExpiry}
        />
        <Button
          type="submit"
          leftSection={<IconSend size={16} aria-hidden />}
          disabled={!metric || read.problem !== null}
          loading={send.isPending}
        >
          {t("command.send")}
        </Button>
      </form>
      <FormError error={send.error} />
    </>
  );
}

interface ValueInputProps {
  metric: Metric | null;
  entered: Entered;
  change: (entered: Entered) => void;
  problem: string | null;
}

function ValueInput({ metric, entered, change, problem }: ValueInputProps) {
  const { t } = useTranslation("devices");
  const label = t("command.value");
  if (metric?.data_type === "boolean") {
    return (
      <Input.Wrapper label={label} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={label}
          value={String(entered)}
          onChange={(text) => change(text === "true")}
          data={[
            { value: "false", label: t("off") },
            { value: "true", label: t("on") },
          ]}
        />
      </Input.Wrapper>
    );
  }
  if (metric?.data_type === "long" || metric?.data_type === "double") {
    return (
      <NumberInput
        label={label}
        suffix={metric.unit && ` ${metric.unit}`}
        allowDecimal={metric.data_type === "double"}
        value={typeof entered === "boolean" ? "" : entered}
        onChange={change}
        error={problem && t(problem)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      disabled={!metric}
      value={String(entered)}
      onChange={(event) => change(event.currentTarget.value)}
      error={problem && t(problem)}
    />
  );
}
