import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { tabNames } from "../../view/tabBars";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Tabs.module.css";

export function Tabs({ params, page, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const list = useRef<HTMLDivElement>(null);
  const tabs = tabNames(params.tabs);
  const said = page?.said("tab");
  const open = tabs.find((tab) => tab === said) ?? tabs[0];
  const choose = (tab: string) => page?.say("tab", tab === tabs[0] ? null : tab);
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined || open === undefined) return;
    event.preventDefault();
    const place = (tabs.indexOf(open) + by + tabs.length) % tabs.length;
    choose(tabs[place] ?? open);
    list.current?.querySelectorAll("button")[place]?.focus();
  };
  if (tabs.length === 0) return <p className={classes.empty}>{t("widget.tabs.empty")}</p>;
  return (
    <div
      className={classes.tabs}
      role="tablist"
      aria-label={title || t("widget.tabs.title")}
      ref={list}
      onKeyDown={step}
    >
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === open}
          tabIndex={tab === open ? 0 : -1}
          className={classes.tab}
          dir="auto"
          onClick={() => choose(tab)}
        >
          {tab}
        </button>
      ))}
    </div>
  );
}
