import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./Divider.module.css";
import type { fields } from "./index";

export function Divider({ params }: WidgetProps<ParamsOf<typeof fields>>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can hold no word.
    <div
      role="separator"
      aria-orientation={params.direction}
      className={classes.divider}
      data-direction={params.direction}
    >
      {params.text && <span dir="auto">{params.text}</span>}
    </div>
  );
}
