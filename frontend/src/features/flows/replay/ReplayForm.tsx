import { Button, Select, TextInput } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import i18next from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { FormError } from "@/shared/ui/FormError";
import type { DraftKeeper } from "../draftKeeper";
import type { Flow } from "../types";
import { type ReplayWanted, startReplay } from "./queries";
import { boundsOf, type Range, SPANS, type Span, wallText } from "./range";
import classes from "./replay.module.css";

interface ReplayFormProps {
  flow: Flow;
  keeper: DraftKeeper;
  revision: number | null;
  isBusy: boolean;
  started: (id: number) => void;
}

const LEADS = ["0", "600", "3600", "86400"] as const;
const DAY_MS = 86_400_000;

/** What is replayed: when, which devices, beside what. */
export function ReplayForm({ flow, keeper, revision, isBusy, started }: ReplayFormProps) {
  const { t } = useTranslation("flows");
  const isDeployed = flow.live_revision !== null;
  const [range, setRange] = useState<Range>(() => ({
    span: "1d",
    from: wallText(Date.now() - DAY_MS),
    to: wallText(Date.now()),
  }));
  const [device, setDevice] = useState<number | null>(null);
  const [against, setAgainst] = useState<ReplayWanted["against"]>(isDeployed ? "deployed" : "none");
  const [lead, setLead] = useState<string>("3600");
  const bounds = boundsOf(range);
  const start = useMutation({
    mutationFn: async () => {
      if (!bounds) throw new Error(i18next.t("flows:replay.no_range"));
      // The replay takes the draft that is stored, so what was just drawn is stored first.
      if (revision === null && !(await keeper.flush()))
        throw new Error(keeper.state.getState().message || i18next.t("flows:deploy.not_saved"));
      const wanted = { ...bounds, lead_s: Number(lead), device_id: device, against, number: revision };
      return await startReplay(flow.id, wanted);
    },
    onSuccess: (replay) => started(replay.id),
  });
  const change = (part: Partial<Range>) => setRange((before) => ({ ...before, ...part }));
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <div className={classes.fields}>
        <Select
          label={t("replay.range")}
          allowDeselect={false}
          value={range.span}
          onChange={(span) => span && change({ span: span as Span })}
          data={SPANS.map((span) => ({ value: span, label: t(`replay.spans.${span}`) }))}
          data-testid="replay-range"
        />
        {range.span === "own" && (
          <>
            <TextInput
              type="datetime-local"
              step={1}
              label={t("replay.from")}
              value={range.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <TextInput
              type="datetime-local"
              step={1}
              label={t("replay.to")}
              value={range.to}
              onChange={(event) => change({ to: event.currentTarget.value })}
            />
          </>
        )}
        <Select
          label={t("replay.lead")}
          description={t("replay.lead_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          allowDeselect={false}
          value={lead}
          onChange={(chosen) => chosen && setLead(chosen)}
          data={LEADS.map((value) => ({ value, label: t(`replay.leads.${value}`) }))}
        />
        <DevicePicker
          label={t("replay.device")}
          placeholder={t("replay.all_devices")}
          value={device}
          change={(id) => setDevice(id)}
        />
        <Select
          label={t("replay.against")}
          allowDeselect={false}
          value={against ?? "none"}
          onChange={(chosen) => chosen && setAgainst(chosen as ReplayWanted["against"])}
          data={[
            {
              value: "deployed",
              label: t("replay.deployed", { number: flow.live_revision ?? "–" }),
              disabled: !isDeployed,
            },
            { value: "recorded", label: t("replay.recorded"), disabled: !isDeployed },
            { value: "none", label: t("replay.nothing") },
          ]}
          data-testid="replay-against"
        />
      </div>
      <FormError error={start.error} />
      <Button
        type="submit"
        className={classes.start}
        leftSection={<IconPlayerPlay size={15} />}
        loading={start.isPending}
        disabled={isBusy || !bounds}
        data-testid="replay-start"
      >
        {revision === null ? t("replay.start") : t("replay.start_revision", { number: revision })}
      </Button>
    </form>
  );
}
