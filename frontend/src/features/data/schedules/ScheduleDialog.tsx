import { Button, Group, Modal, NumberInput, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { ExportFields } from "@/shared/export/ExportFields";
import { NodesField } from "@/shared/export/NodesField";
import { type ExportDefinition, localZone, usualDefinition } from "@/shared/export/types";
import { ZoneField } from "@/shared/export/ZoneField";
import { FormError } from "@/shared/ui/FormError";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import type { ExportSchedule } from "../types";

interface ScheduleDialogProps {
  schedule: ExportSchedule | "new" | null;
  close: () => void;
}

type Every = ExportSchedule["every"];
type Draft = Pick<ExportSchedule, "name" | "every" | "weekday" | "day" | "time_zone" | "recipients"> & {
  at: string;
  definition: ExportDefinition;
};

const EVERY: readonly Every[] = ["day", "week", "month"];

function draftOf(schedule: ExportSchedule | "new"): Draft {
  if (schedule === "new") {
    return {
      name: "",
      every: "day",
      at: "06:00",
      weekday: 0,
      day: 1,
      time_zone: localZone(),
      recipients: [],
      definition: { ...usualDefinition(), period: "yesterday" },
    };
  }
  const { name, every, at, weekday, day, time_zone, recipients } = schedule;
  // The server fills in what an older definition left out.
  const definition = schedule.definition as ExportDefinition;
  return { name, every, at: at.slice(0, 5), weekday, day, time_zone, recipients, definition };
}

export function ScheduleDialog({ schedule, close }: ScheduleDialogProps) {
  const { t } = useTranslation("data");
  const isPhone = useIsPhone();
  return (
    <Modal
      opened={schedule !== null}
      onClose={close}
      size="xl"
      fullScreen={isPhone}
      title={t(schedule === "new" ? "schedules.new" : "schedules.edit")}
    >
      {schedule && <ScheduleForm schedule={schedule} close={close} />}
    </Modal>
  );
}

function ScheduleForm({ schedule, close }: { schedule: ExportSchedule | "new"; close: () => void }) {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(schedule));
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () =>
      schedule === "new"
        ? api.post("/api/export-schedules", draft)
        : api.patch(`/api/export-schedules/${schedule.id}`, draft),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["data", "schedules"] });
      close();
    },
  });
  const problem = save.error ? asApiError(save.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null);
  const isReady = draft.name.trim() !== "" && draft.recipients.length > 0 && draft.definition.nodes.length > 0;
  return (
    <Stack gap="md">
      {problem && !["name", "recipients"].includes(problem.field ?? "") && <FormError error={problem} />}
      <TextInput
        data-autofocus
        label={t("schedules.name")}
        maxLength={100}
        value={draft.name}
        error={errorOf("name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Text fw={600}>{t("schedules.what")}</Text>
      <NodesField
        keys={draft.definition.nodes}
        change={(nodes) => set({ definition: { ...draft.definition, nodes } })}
      />
      <ExportFields
        isRelative
        definition={draft.definition}
        change={(part) => set({ definition: { ...draft.definition, ...part } })}
        problem={problem}
      />
      <Text fw={600}>{t("schedules.mail")}</Text>
      <Group gap="md" align="flex-start">
        <Select
          label={t("schedules.every")}
          allowDeselect={false}
          w={150}
          data={EVERY.map((value) => ({ value, label: t(`schedules.${value}`) }))}
          value={draft.every}
          onChange={(every) => every && set({ every })}
        />
        {draft.every === "week" && (
          <Select
            label={t("schedules.weekday")}
            allowDeselect={false}
            w={150}
            data={[0, 1, 2, 3, 4, 5, 6].map((day) => ({ value: String(day), label: t(`schedules.weekdays.${day}`) }))}
            value={String(draft.weekday)}
            onChange={(weekday) => weekday && set({ weekday: Number(weekday) })}
          />
        )}
        {draft.every === "month" && (
          <NumberInput
            label={t("schedules.month_day")}
            description={draft.day > 28 ? t("schedules.month_day_help") : undefined}
            w={150}
            min={1}
            max={31}
            allowDecimal={false}
            value={draft.day}
            onChange={(day) => typeof day === "number" && day >= 1 && set({ day })}
          />
        )}
        <TextInput
          type="time"
          label={t("schedules.at")}
          w={120}
          value={draft.at}
          onChange={(event) => event.currentTarget.value && set({ at: event.currentTarget.value })}
        />
        <ZoneField label={t("query.zone")} value={draft.time_zone} change={(time_zone) => set({ time_zone })} w={220} />
      </Group>
      <TagsInput
        label={t("schedules.recipients")}
        description={t("schedules.recipients_help")}
        maxTags={20}
        splitChars={[",", ";", " "]}
        acceptValueOnBlur
        value={draft.recipients}
        error={errorOf("recipients")}
        onChange={(recipients) => set({ recipients })}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button loading={save.isPending} disabled={!isReady} onClick={() => save.mutate()}>
          {t("schedules.save")}
        </Button>
      </Group>
    </Stack>
  );
}
