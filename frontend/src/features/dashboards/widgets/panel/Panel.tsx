import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isFolded } from "../../view/foldedBoxes";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Panel.module.css";

export function Panel({ params, page, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const text = params.text || title || t("widget.panel.title");
  if (!params.isFoldable || !page) {
    return (
      <h3 className={classes.panel} dir="auto">
        {text}
      </h3>
    );
  }
  const folded = isFolded(params.startsFolded, page.said("fold"));
  return (
    <h3 className={classes.panel}>
      <button
        type="button"
        className={classes.button}
        aria-expanded={!folded}
        title={t(folded ? "widget.panel.unfold" : "widget.panel.fold", { title: text })}
        onClick={() => page.say("fold", folded === params.startsFolded ? (folded ? "0" : "1") : null)}
      >
        {folded ? <IconChevronRight size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />}
        <span dir="auto">{text}</span>
      </button>
    </h3>
  );
}
