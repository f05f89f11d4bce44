import { useTranslation } from "react-i18next";
import { TINTS, type Tint } from "../graph/document";
import classes from "../inspector/inspector.module.css";
import { TintPicker } from "../inspector/TintPicker";
import { SUBFLOW_ICONS } from "../palette/subflowIcons";

interface LookPickerProps {
  icon: string;
  color: string;
  change: (look: { icon?: string; color?: string }) => void;
}

const USUAL_ICON = "hierarchy2";

/** The picture and colour by which a subflow is known in the palette and on the canvas. */
export function LookPicker({ icon, color, change }: LookPickerProps) {
  const { t } = useTranslation("flows");
  const tint: Tint | null = TINTS.find((one) => one === color) ?? null;
  return (
    <>
      <fieldset className={classes.pictures} style={{ "--tint": `var(--tint-${color}, var(--family-subflow))` }}>
        <legend>{t("subflow.icon")}</legend>
        {[...SUBFLOW_ICONS].map(([name, Picture]) => (
          <label key={name} className={classes.picture} title={t(`subflow.icons.${name}`)}>
            <input
              type="radio"
              name="subflow-icon"
              value={name}
              aria-label={t(`subflow.icons.${name}`)}
              checked={name === (SUBFLOW_ICONS.has(icon) ? icon : USUAL_ICON)}
              onChange={() => change({ icon: name })}
            />
            <Picture size={18} stroke={1.7} aria-hidden />
          </label>
        ))}
      </fieldset>
      <TintPicker value={tint} change={(next) => change({ color: next })} />
    </>
  );
}
