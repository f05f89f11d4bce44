import { QRCodeSVG } from "qrcode.react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import { fillReadings } from "../../data/fillReadings";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./QrCode.module.css";

const MOST_LETTERS = 1000;

export function QrCode({ params, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const text = fillReadings(params.text, sources, { decimals: null, unit: "" }, useNow()).trim();
  if (!text) return <EmptyState isSmall text={t("widget.qr_code.empty")} />;
  // A value may be longer than anybody thought.
  if (text.length > MOST_LETTERS)
    return <EmptyState isSmall text={t("widget.qr_code.tooLong", { count: text.length })} />;
  return (
    <figure className={classes.figure}>
      <QRCodeSVG
        value={text}
        className={classes.code}
        marginSize={2}
        bgColor="var(--paper)"
        fgColor="var(--ink)"
        title={t("widget.qr_code.says", { text })}
      />
      {params.caption && <figcaption dir="auto">{params.caption}</figcaption>}
    </figure>
  );
}
