import { ActionIcon, Badge, Button, CloseButton, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDownload, IconTestPipe } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { register } from "@/shared/shortcuts/shortcuts";
import { fullTime } from "@/shared/time/format";
import { addTest } from "../commands/addTest";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { makeTest } from "../queries";
import { fullValue, shortValue } from "../runs/format";
import type { Trace, TraceStep } from "../types";
import { downloadTrace } from "./download";
import { StepDetails } from "./StepDetails";
import classes from "./traces.module.css";

const KEYS: readonly (readonly [string, 1 | -1])[] = [
  ["arrowright", 1],
  ["arrowdown", 1],
  ["arrowleft", -1],
  ["arrowup", -1],
];

export function TraceSteps({ trace }: { trace: Trace }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const step = useView((state) => state.traceStep);
  const count = trace.steps.length;
  const go = (to: number) => view.setState({ traceStep: Math.min(Math.max(to, 0), count - 1) });
  useStepKeys(count);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Not known to the DOM that tests run in.
    list.current?.children[step]?.scrollIntoView?.({ block: "nearest" });
  }, [step]);
  const current = trace.steps[step];
  return (
    <div className={classes.trace} data-testid="trace">
      <TraceHead trace={trace} />
      <div className={classes.steps}>
        <div className={classes.stepper}>
          <ActionIcon aria-label={t("trace.previous")} disabled={step === 0} onClick={() => go(step - 1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <span className="num">{t("trace.step", { step: count === 0 ? 0 : step + 1, count })}</span>
          <ActionIcon aria-label={t("trace.next")} disabled={step >= count - 1} onClick={() => go(step + 1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
          <span className={classes.hint}>{t("trace.keys")}</span>
        </div>
        <ol className={classes.list} ref={list}>
          {trace.steps.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a trace never changes.
            <li key={index}>
              <button
                type="button"
                className={index === step ? `${classes.step} ${classes.here}` : classes.step}
                aria-current={index === step ? "step" : undefined}
                onClick={() => go(index)}
                data-testid={`trace-step-${index}`}
              >
                <span className={classes.stepTitle}>{one.title}</span>
                <StepBrief step={one} />
              </button>
            </li>
          ))}
        </ol>
      </div>
      <div className={classes.details}>{current && <StepDetails step={current} />}</div>
    </div>
  );
}

/** The arrow keys belong to the trace as long as one is open, Esc closes it. */
function useStepKeys(count: number): void {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  useEffect(() => {
    const group = t("command_groups.view");
    const leave = KEYS.map(([keys, by]) =>
      register({
        keys,
        label: t(by > 0 ? "trace.next" : "trace.previous"),
        group,
        repeats: true,
        isSilent: keys === "arrowdown" || keys === "arrowup",
        run: () => view.setState(({ traceStep }) => ({ traceStep: Math.min(Math.max(traceStep + by, 0), count - 1) })),
      }),
    );
    leave.push(
      register({
        keys: "esc",
        label: t("trace.close"),
        group,
        run: () => view.setState({ trace: null, traceStep: 0 }),
      }),
    );
    return () => {
      for (const goodbye of leave) goodbye();
    };
  }, [t, view, count]);
}

function TraceHead({ trace }: { trace: Trace }) {
  const { t } = useTranslation("flows");
  const { flowId, store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const { sample, warm_up: warmUp } = trace;
  const test = useMutation({
    mutationFn: () => makeTest(flowId, { trace_id: trace.id, document: store.getState().scene.document }),
    onSuccess: ({ test: made, note }) => {
      store.getState().apply(addTest, made);
      view.setState({ dock: "tests", openTest: (store.getState().scene.document.tests?.length ?? 1) - 1 });
      notify(note || t("tests.made", { name: made.name }));
    },
    onError: notifyError,
  });
  return (
    <header className={classes.head}>
      <strong className={classes.sample}>
        {sample.path || sample.block} = {shortValue(sample.value)}
      </strong>
      <span className={classes.dim}>
        {sample.device && `${sample.device} · `}
        {fullTime(sample.at)}
      </span>
      <Badge color="gray">
        {trace.revision === null ? t("trace.of_draft") : t("history.revision", { number: trace.revision })}
      </Badge>
      {warmUp && (
        <Tooltip label={t("trace.warm_up_help")} multiline maw={320}>
          <span className={classes.dim}>
            {t(warmUp.is_all ? "trace.warm_up_all" : "trace.warm_up", { count: warmUp.samples })}
          </span>
        </Tooltip>
      )}
      {trace.origin === "live" && <span className={classes.dim}>{t("trace.live")}</span>}
      <span className={classes.actions}>
        {!isReadOnly && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTestPipe size={14} />}
            loading={test.isPending}
            onClick={() => test.mutate()}
            data-testid="trace-to-test"
          >
            {t("trace.to_test")}
          </Button>
        )}
        <Tooltip label={t("trace.export")}>
          <ActionIcon aria-label={t("trace.export")} onClick={() => downloadTrace(trace)}>
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
        <CloseButton
          size="sm"
          aria-label={t("trace.close")}
          onClick={() => view.setState({ trace: null, traceStep: 0 })}
        />
      </span>
    </header>
  );
}

/** The step in one line: what came out, what was asked for, or why nothing did. */
function StepBrief({ step }: { step: TraceStep }) {
  const { t } = useTranslation("flows");
  if (step.error) return <span className={classes.wrong}>{step.error}</span>;
  if (step.waits_for.length > 0) {
    return <span className={classes.dim}>{t("trace.waits_for", { names: step.waits_for.join(", ") })}</span>;
  }
  const parts = [
    ...Object.entries(step.outputs).map(([name, value]) => `${name} ${shortValue(value)}`),
    ...step.effects.map(({ does, value }) => `${does} ${value === null ? "" : fullValue(value).slice(0, 40)}`),
    ...(step.timer ? [step.timer.due === null ? t("trace.timer_off") : t("trace.timer_on")] : []),
  ];
  return <span className={classes.brief}>{parts.join(" · ") || t("trace.sends_nothing")}</span>;
}
