import { useTranslation } from "react-i18next";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { TimeText } from "@/shared/time/TimeText";
import { useOpenEditor, useView } from "../EditorContext";
import { fullValue } from "./format";
import classes from "./runs.module.css";
import { wireTopic } from "./ValueChip";

/** The newest value of an output, large. */
export function LivePort({ block, port }: { block: string; port: string }) {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const device = useView((state) => state.watchedDevice);
  const live = useLiveValue(wireTopic(flowId, block, port, device));
  return (
    <div className={classes.livePort}>
      {live ? (
        <>
          <span className={classes.liveValue}>{fullValue(live.value)}</span>
          <span className={classes.liveAge}>
            <TimeText time={live.ts} isAge />
          </span>
        </>
      ) : (
        <span className={classes.liveAge}>{t("runs.no_value")}</span>
      )}
    </div>
  );
}
