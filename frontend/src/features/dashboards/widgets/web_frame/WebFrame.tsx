import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import { MediaSource } from "../../view/MediaSource";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./WebFrame.module.css";

/** What HTML looks like that says nothing of its own: as the page around it, in either scheme. */
const LOOK =
  "<style>:root{color-scheme:light dark}body{margin:0;font:13px/1.5 system-ui,sans-serif;background:transparent}</style>";

export function WebFrame({ params, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const about = { title: title || t("widget.web_frame.title"), className: classes.frame };
  if (params.from === "html") {
    if (!params.html.trim()) return <EmptyState isSmall text={t("widget.web_frame.empty")} />;
    // No permission at all: no scripts, no forms, an origin of its own.
    return <iframe {...about} sandbox="" srcDoc={LOOK + params.html} />;
  }
  const round = params.every_s > 0 ? Math.floor(now_ms / (params.every_s * 1000)) : 0;
  return (
    <MediaSource from="url" file={null} url={params.url} every_s={0}>
      {(src) => (
        <iframe key={round} {...about} src={src} sandbox={sandboxOf(src)} referrerPolicy="no-referrer" loading="lazy" />
      )}
    </MediaSource>
  );
}

/** A page of another host keeps its own origin and works as it does there; one of ours must not reach the dashboard. */
export function sandboxOf(src: string): string {
  const isOurs = new URL(src).origin === window.location.origin;
  return `allow-scripts allow-forms allow-popups${isOurs ? "" : " allow-same-origin"}`;
}
