import { Button, Group, Menu, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ParamsOf } from "../params";
import type { fields } from "./index";
import { SlotValueField } from "./SlotValueField";
import { DAYS, minutesOf, overlaps, type Slot } from "./week";

interface SlotFormProps {
  slot: Slot;
  slots: readonly Slot[];
  params: ParamsOf<typeof fields>;
  change: (slot: Slot) => void;
  remove: () => void;
  copy: (to: readonly number[]) => void;
  close: () => void;
}

/** One slot in figures: exact to the minute, and by keyboard. */
export function SlotForm({ slot, slots, params, change, remove, copy, close }: SlotFormProps) {
  const { t } = useTranslation("dashboards");
  const [draft, setDraft] = useState(slot);
  const { min, max, values } = params;
  const isWrongEnd = minutesOf(draft.from) >= minutesOf(draft.to);
  const isWrongValue =
    values === "number" && (typeof draft.value !== "number" || draft.value < min || draft.value > max);
  const fault = isWrongEnd
    ? t("widget.schedule.wrongEnd")
    : overlaps(slots, draft, slots.find((one) => one.day === slot.day && one.from === slot.from) ?? null)
      ? t("widget.schedule.overlap")
      : isWrongValue
        ? t("widget.schedule.wrongValue", { min, max })
        : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (fault) return;
        change(draft);
        close();
      }}
    >
      <Stack gap="xs">
        <Group grow gap="xs">
          <TextInput
            data-autofocus
            type="time"
            label={t("widget.schedule.from")}
            value={draft.from}
            onChange={(event) => setDraft({ ...draft, from: event.currentTarget.value || draft.from })}
          />
          <TextInput
            type="time"
            label={t("widget.schedule.to")}
            // The end of the day is midnight to a clock.
            value={draft.to === "24:00" ? "00:00" : draft.to}
            onChange={(event) => {
              const to = event.currentTarget.value;
              setDraft({ ...draft, to: to === "00:00" ? "24:00" : to || draft.to });
            }}
          />
        </Group>
        <SlotValueField
          label={t("widget.schedule.value")}
          params={params}
          value={draft.value}
          change={(value) => setDraft({ ...draft, value })}
        />
        {fault && (
          <Text size="xs" c="var(--critical-text)" role="alert">
            {fault}
          </Text>
        )}
        <Group justify="space-between" gap="xs">
          <Button variant="subtle" color="gray" size="compact-sm" onClick={remove} data-testid="remove-slot">
            {t("widget.schedule.remove")}
          </Button>
          <Menu withinPortal={false}>
            <Menu.Target>
              <Button variant="subtle" color="gray" size="compact-sm">
                {t("widget.schedule.copyDay")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => copy([0, 1, 2, 3, 4])}>{t("widget.schedule.copyWorkdays")}</Menu.Item>
              <Menu.Item onClick={() => copy(DAYS)}>{t("widget.schedule.copyAll")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button type="submit" size="compact-sm" disabled={fault !== null} data-testid="slot-done">
            {t("widget.schedule.done")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
