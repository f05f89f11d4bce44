import { Skeleton } from "@mantine/core";
import { IconVectorBezier } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import { shownReading } from "../../data/shownReading";
import { usePictureUrl } from "../../view/pictures";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./ProcessPicture.module.css";
import { applyParts, drawingOf, type Told } from "./parts";

/** A drawing of one's own whose elements show values: coloured, written, turned, filled or hidden by them. */
export function ProcessPicture({ title, params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const frame = useRef<HTMLDivElement>(null);
  const scope = useId();
  const src = usePictureUrl(params.picture);
  const { data: text, error } = useQuery({
    queryKey: ["dashboards", "picture", src],
    queryFn: async ({ signal }) => {
      const answer = await fetch(src ?? "", { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.headers.get("Content-Type") === "image/svg+xml" ? answer.text() : null;
    },
    enabled: src !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const told = params.parts.map((part): Told => {
    const source = sources[part.source - 1];
    const reading = shownReading(source, params, rules, now_ms);
    return { ...part, reading, value: source?.latest?.value, threshold: params.threshold };
  });
  const signature = JSON.stringify(told);

  useEffect(() => {
    const place = frame.current;
    const drawing = text ? drawingOf(text, scope) : null;
    if (!place || !drawing) return;
    place.replaceChildren(drawing);
    return () => place.replaceChildren();
  }, [text, scope]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature holds all that the parts say.
  useEffect(() => {
    if (frame.current && text) applyParts(frame.current, told, scope);
  }, [signature, text, scope]);

  if (src === null) return <EmptyState isSmall icon={IconVectorBezier} text={t("widget.process_picture.none")} />;
  if (error) return <EmptyState isSmall icon={IconVectorBezier} text={t("widget.process_picture.gone")} />;
  if (text === undefined) return <Skeleton height="100%" />;
  if (text === null) return <img className={classes.picture} src={src} alt={title} draggable={false} />;
  const words = told.map(({ element, reading }) => `${element}: ${reading.text} ${reading.unit}`.trim());
  return (
    <>
      <div ref={frame} className={classes.picture} role="img" aria-label={title} />
      <ul className="visually-hidden">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </>
  );
}
