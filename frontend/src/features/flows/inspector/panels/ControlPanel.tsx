import { Button, Group, JsonInput, NumberInput, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { useEditor, useOpenEditor } from "../../EditorContext";
import type { FlowDocument } from "../../graph/document";
import classes from "../inspector.module.css";
import { ProblemText } from "../ProblemText";
import type { BlockPanel, PanelProps } from "./panel";

/** Sends a value for a trial, as a control on a dashboard would. */
function ControlPanel({ id }: PanelProps) {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const params = useEditor((state) => state.scene.document.blocks[id]?.params);
  const isEachDevice = useEditor((state) => hasPattern(state.scene.document));
  const [text, setText] = useState("");
  const [number, setNumber] = useState<number | string>("");
  const [json, setJson] = useState("");
  const [isOn, setOn] = useState(false);
  const [device, setDevice] = useState<number | null>(null);
  const kind = String(params?.kind ?? "button");
  const value = { button: true, toggle: isOn, number: Number(number), text, json: parsed(json) }[kind];
  const send = useMutation({
    mutationFn: () => api.post(`/api/flows/${flowId}/controls/${id}`, { value, device_id: device }),
  });
  return (
    <section className={classes.panel} aria-label={t("control.title")}>
      <h3 className={classes.panelTitle}>{t("control.title")}</h3>
      {isEachDevice && (
        <DevicePicker label={t("control.device")} value={device} change={setDevice} isClearable isDisabled={false} />
      )}
      <Group gap="xs" align="end" wrap="nowrap">
        {kind === "toggle" && (
          <Switch label={t("control.on")} checked={isOn} onChange={(event) => setOn(event.currentTarget.checked)} />
        )}
        {kind === "number" && <NumberInput aria-label={t("control.value")} value={number} onChange={setNumber} />}
        {kind === "text" && (
          <TextInput
            aria-label={t("control.value")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {kind === "json" && (
          <JsonInput
            aria-label={t("control.value")}
            autosize
            minRows={1}
            maxRows={8}
            placeholder="{ }"
            value={json}
            onChange={setJson}
          />
        )}
        <Button
          size="compact-sm"
          variant="default"
          loading={send.isPending}
          disabled={(kind === "number" && number === "") || value === undefined}
          onClick={() => send.mutate()}
          data-testid="control-send"
        >
          {t("control.send")}
        </Button>
      </Group>
      {send.isError && <ProblemText level="error" message={send.error.message} />}
      {send.isSuccess && (
        <Text size="xs" c="dimmed" aria-live="polite">
          {t("control.sent")}
        </Text>
      )}
    </section>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasPattern(document: FlowDocument): boolean {
  return Object.values(document.blocks).some((block) => block.params.mode === "pattern");
}

export const panel: BlockPanel = { types: ["source.control"], Panel: ControlPanel };
