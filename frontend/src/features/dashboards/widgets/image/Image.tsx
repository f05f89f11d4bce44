import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import { MediaSource } from "../../view/MediaSource";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./Image.module.css";
import type { fields } from "./index";

type Props = WidgetProps<ParamsOf<typeof fields>>;

export function Image({ params, title }: Props) {
  return (
    <MediaSource from={params.from} file={params.file} url={params.url} every_s={params.every_s}>
      {(src) => <Picture key={src} src={src} params={params} title={title} />}
    </MediaSource>
  );
}

function Picture({ src, params, title }: { src: string } & Pick<Props, "params" | "title">) {
  const { t } = useTranslation("dashboards");
  const round = useRound(params.from === "url" ? params.every_s : 0);
  const [brokenRound, setBroken] = useState(-1);
  // The old picture stays until the new one is there; one that fails is tried again with the next round.
  if (brokenRound === round) return <EmptyState isSmall icon={IconPhotoOff} text={t("media.broken", { url: src })} />;
  return (
    <img
      src={fresh(src, round)}
      alt={params.alt || title}
      className={classes.image}
      data-fit={params.fit}
      referrerPolicy="no-referrer"
      onError={() => setBroken(round)}
    />
  );
}

/** Grows by one whenever it is time to look again. */
function useRound(every_s: number): number {
  const now_ms = useNow();
  return every_s > 0 ? Math.floor(now_ms / (every_s * 1000)) : 0;
}

/** Cameras answer with the newest picture, and browsers with the one they know: a number makes it another address. */
export function fresh(src: string, round: number): string {
  if (round === 0 || !src.startsWith("https://")) return src;
  const url = new URL(src);
  url.searchParams.set("_", String(round));
  return url.href;
}
