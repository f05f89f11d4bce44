import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { MediaSource } from "../../view/MediaSource";
import { ExampleDrawing } from "../../view/pictures";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Video.module.css";

type Props = WidgetProps<ParamsOf<typeof fields>>;

export function Video({ params, title }: Props) {
  return (
    <MediaSource from={params.from} file={params.file} url={params.url} every_s={0}>
      {(src) => <Film key={src} src={src} params={params} title={title} />}
    </MediaSource>
  );
}

function Film({ src, params, title }: { src: string } & Pick<Props, "params" | "title">) {
  const { t } = useTranslation("dashboards");
  const [isBroken, setBroken] = useState(false);
  // An example has no film, but shows what one would look like.
  const poster = useContext(ExampleDrawing) ?? undefined;
  if (isBroken) return <EmptyState isSmall text={t("widget.video.broken")} />;
  return (
    <video
      {...(poster ? { poster } : { src })}
      className={classes.video}
      aria-label={title || t("widget.video.title")}
      controls
      playsInline
      loop={params.isLooped}
      autoPlay={params.startsItself}
      muted={!params.hasSound}
      onError={() => setBroken(true)}
    />
  );
}
