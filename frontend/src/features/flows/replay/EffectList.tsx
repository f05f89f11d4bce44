import { useTranslation } from "react-i18next";
import { TimeText } from "@/shared/time/TimeText";
import { formatCount } from "@/shared/values/format";
import { fullValue } from "../runs/format";
import type { ReplayResult } from "./queries";
import classes from "./replay.module.css";

/** What would have been done outside, had the flow run: nothing of it was. */
export function EffectList({ result }: { result: ReplayResult }) {
  const { t } = useTranslation("flows");
  const { effects, first_effects } = result.here;
  const kindOf = (kind: string) => t(`replay.effects_of.${kind}`, { defaultValue: kind });
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("replay.effects")}</h3>
      {effects.length === 0 && <p className={classes.nothing}>{t("replay.no_effects")}</p>}
      {effects.length > 0 && (
        <>
          <ul className={classes.tally}>
            {effects.map(({ kind, block, count }) => (
              <li key={`${kind} ${block}`}>
                <strong className="num">{formatCount(count)}</strong> {kindOf(kind)}{" "}
                <span className={classes.dim}>{result.titles[block] ?? block}</span>
              </li>
            ))}
          </ul>
          <details className={classes.details}>
            <summary>{t("replay.first_effects", { count: first_effects.length })}</summary>
            <ul className={classes.rows}>
              {first_effects.map((effect, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two effects may be alike.
                <li key={index} className={classes.row}>
                  <span className={classes.when}>
                    <TimeText time={effect.ts} />
                  </span>
                  <span>{kindOf(effect.kind)}</span>
                  {effect.device_id !== null && (
                    <span className={classes.dim}>{result.devices[String(effect.device_id)]}</span>
                  )}
                  <code className={classes.what}>{fullValue(told(effect.details))}</code>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </section>
  );
}

/** Without what was left open. */
function told(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value !== ""));
}
