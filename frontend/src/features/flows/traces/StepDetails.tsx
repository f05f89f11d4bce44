import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { fullTime } from "@/shared/time/format";
import { ProblemText } from "../inspector/ProblemText";
import { fullValue } from "../runs/format";
import type { TraceStep } from "../types";
import classes from "./traces.module.css";

/** Everything about one run of one block. */
export function StepDetails({ step }: { step: TraceStep }) {
  const { t } = useTranslation("flows");
  const before = step.state_before ?? {};
  const after = step.state_after ?? {};
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <div data-testid="trace-details">
      <p className={classes.cause}>
        <strong>{step.title}</strong> <code>{step.block}</code> · {t(`trace.cause.${step.cause}`)} · {fullTime(step.at)}
      </p>
      {step.error && <ProblemText level="error" message={step.error} />}
      {step.waits_for.length > 0 && (
        <ProblemText level="warning" message={t("trace.waits_for", { names: step.waits_for.join(", ") })} />
      )}
      <div className={classes.parts}>
        <Part title={t("trace.inputs")} rows={Object.entries(step.inputs)} marked={new Set(step.fresh)} />
        <Part title={t("trace.outputs")} rows={Object.entries(step.outputs)} />
        {fields.length > 0 && (
          <section>
            <h4>{t("trace.state")}</h4>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th aria-label={t("trace.field")} />
                  <th>{t("trace.before")}</th>
                  <th>{t("trace.after")}</th>
                </tr>
              </thead>
              <tbody>
                {fields.map((name) => {
                  const [old, now] = [fullValue(before[name]), fullValue(after[name])];
                  return (
                    <tr key={name}>
                      <th>{name}</th>
                      <td>{old}</td>
                      <td className={old === now ? classes.dim : classes.changed}>{now}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        )}
        {step.effects.length > 0 && (
          <section>
            <h4>{t("trace.effects")}</h4>
            {step.effects.map(({ does, value, detail }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step never changes.
              <p key={index} className={classes.effect}>
                <strong>{does}</strong> {detail} {value !== null && <code>{fullValue(value)}</code>}
              </p>
            ))}
            <p className={classes.dim}>{t("trace.not_done")}</p>
          </section>
        )}
        {step.timer && (
          <section>
            <h4>{t("trace.timer")}</h4>
            <p className={classes.effect}>
              {step.timer.due === null
                ? t("trace.timer_cleared")
                : t("trace.timer_due", { time: fullTime(step.timer.due) })}
            </p>
          </section>
        )}
      </div>
    </div>
  );
}

function Part({
  title,
  rows,
  marked,
}: {
  title: ReactNode;
  rows: readonly (readonly [string, unknown])[];
  marked?: ReadonlySet<string>;
}) {
  const { t } = useTranslation("flows");
  if (rows.length === 0) return null;
  return (
    <section>
      <h4>{title}</h4>
      <table className={classes.table}>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th>{name}</th>
              <td>
                {fullValue(value)}
                {marked && !marked.has(name) && <span className={classes.dim}> {t("trace.from_before")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
