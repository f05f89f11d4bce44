import { Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import type { Binding } from "../document/dashboardDocument";
import { flowsQuery, outputsIn, outputsQuery } from "./flowOutputs";

type Output = Extract<Binding, { kind: "output" }>;

interface OutputPickerProps {
  value: Output | null;
  change: (output: Output) => void;
  /** Offers what controls send to, instead of what widgets show. */
  isControl?: boolean;
}

/** A flow, then one of the outputs it hands to dashboards; and the device, where the flow runs once for each. */
export function OutputPicker({ value, change, isControl = false }: OutputPickerProps) {
  const { t } = useTranslation("dashboards");
  const [flow, setFlow] = useState<number | null>(value?.flow ?? null);
  const flows = useQuery(flowsQuery);
  const blocks = useQuery({ ...outputsQuery(flow), enabled: flow !== null });
  const outputs = outputsIn(blocks.data, isControl);
  return (
    <Stack gap={4}>
      <Select
        aria-label={t("panel.chooseFlow")}
        placeholder={t("panel.chooseFlow")}
        searchable
        data={(flows.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        value={flow === null ? null : String(flow)}
        onChange={(id) => setFlow(id === null ? null : Number(id))}
      />
      {flow !== null &&
        (blocks.data && outputs.length === 0 ? (
          <Text size="xs" c="dimmed">
            {t(isControl ? "panel.noControls" : "panel.noOutputs")}
          </Text>
        ) : (
          <Select
            aria-label={t(isControl ? "panel.chooseControl" : "panel.chooseBlock")}
            placeholder={t(isControl ? "panel.chooseControl" : "panel.chooseBlock")}
            data={outputs}
            value={value?.flow === flow ? value.block : null}
            onChange={(block) => {
              const label = outputs.find((output) => output.value === block)?.label;
              if (block) change({ kind: "output", flow, block, key: null, label });
            }}
          />
        ))}
      {value?.flow === flow && (
        <DevicePicker
          placeholder={t("panel.onlyRun")}
          value={value.key ? Number(value.key) : null}
          change={(device) => change({ ...value, key: device === null ? null : String(device) })}
        />
      )}
    </Stack>
  );
}
