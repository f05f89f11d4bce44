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
  const Heading = params.isInner ? "h4" : "h3";
  if (!params.isFoldable || !page) {
    return (
      <Heading className={classes.panel} data-inner={params.isInner || undefined} dir="auto">
        {text}
      </Heading>
    );
  }
  const folded = isFolded(params.startsFolded, page.said("fold"));
  return (
    <Heading className={classes.panel} data-inner={params.isInner || undefined}>
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
    </Heading>
  );
}
