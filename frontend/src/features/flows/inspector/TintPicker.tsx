import { useTranslation } from "react-i18next";
import { TINTS, type Tint } from "../graph/document";
import classes from "./inspector.module.css";

/** The few calm colours of groups and notes. */
export function TintPicker({ value, change }: { value: Tint | null; change: (tint: Tint) => void }) {
  const { t } = useTranslation("flows");
  return (
    <fieldset className={classes.tints}>
      <legend>{t("tints.label")}</legend>
      {TINTS.map((tint) => (
        <label key={tint} className={classes.tint} style={{ "--tint": `var(--tint-${tint})` }}>
          <input type="radio" name="tint" value={tint} checked={tint === value} onChange={() => change(tint)} />
          <span className={classes.tintName}>{t(`tints.${tint}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
