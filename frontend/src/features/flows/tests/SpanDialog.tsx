import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { FormError } from "@/shared/ui/FormError";
import { addTest } from "../commands/addTest";
import { useOpenEditor, useView } from "../EditorContext";
import { makeTest } from "../queries";

/** A test out of all samples of a span, with what the flow makes of them now as its expectations. */
export function SpanDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation("flows");
  const { flowId, store, view } = useOpenEditor();
  const isEachDevice = useView((state) => state.isEachDevice);
  const device = useView((state) => state.watchedDevice);
  const [name, setName] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const make = useMutation({
    mutationFn: () =>
      makeTest(flowId, {
        ...(name.trim() ? { name: name.trim() } : {}),
        device_id: device,
        from: from ? String(new Date(from).getTime()) : "now-15m",
        to: to ? String(new Date(to).getTime()) : "now",
        document: store.getState().scene.document,
      }),
    onSuccess: ({ test }) => {
      store.getState().apply(addTest, test);
      view.setState({ openTest: (store.getState().scene.document.tests?.length ?? 1) - 1 });
      close();
    },
  });
  return (
    <Modal opened={isOpen} onClose={close} title={t("tests.from_span")} onExitTransitionEnd={make.reset}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t("tests.name")}
            placeholder={t("tests.span_name")}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {isEachDevice && (
            <DevicePicker
              label={t("trace.device")}
              value={device}
              isRequired
              change={(id) => view.setState({ watchedDevice: id })}
            />
          )}
          <TextInput
            type="datetime-local"
            step={1}
            label={t("tests.from")}
            description={t("tests.from_help")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            step={1}
            label={t("tests.to")}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <FormError error={make.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={make.isPending} disabled={isEachDevice && device === null}>
              {t("tests.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
