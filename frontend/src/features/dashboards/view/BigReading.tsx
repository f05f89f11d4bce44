import type { CSSProperties } from "react";
import type { Reading } from "../data/reading";
import classes from "./BigReading.module.css";
import looks from "./reading.module.css";

const LONG = 24;

/** A value as large as its place allows, with its unit smaller and lighter. */
export function BigReading({ reading, align = "left" }: { reading: Reading; align?: "left" | "center" }) {
  const { text, unit, condition, rule } = reading;
  // CSS cannot measure text; this counts the unit's smaller letters half.
  const length = Math.max(text.length + (unit ? 0.6 + unit.length * 0.5 : 0), 3);
  const level = condition === "good" || condition === "uncertain" ? rule?.level : undefined;
  return (
    <div
      className={`${classes.box} ${condition === "bad" ? "bad-quality" : ""}`}
      data-align={align}
      style={{ "--length": length * 0.62 * 1.6 } as CSSProperties}
    >
      <span
        className={`${classes.value} ${looks.reading}`}
        data-condition={condition}
        data-level={level}
        data-testid="reading"
        // A text that is too long for its place is read by hovering over it.
        title={text.length > LONG ? text : undefined}
      >
        <span className={classes.text} dir="auto">
          {text}
        </span>
        {unit && <span className={classes.unit}>{unit}</span>}
      </span>
    </div>
  );
}
