import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { useOpenEditor, useView } from "../EditorContext";
import { shownTrace } from "../viewStore";
import classes from "./runs.module.css";

/** Of a flow that runs for each device: whose values stand on the wires. Without a choice, whichever came last. */
export function WatchedDevice() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const isShown = useView((state) => state.isEachDevice && state.isWatching && shownTrace(state) === null);
  const device = useView((state) => state.watchedDevice);
  if (!isShown) return null;
  return (
    <div className={classes.watched} data-testid="watched-device">
      <DevicePicker
        placeholder={t("runs.any_device")}
        value={device}
        change={(id) => view.setState({ watchedDevice: id })}
      />
    </div>
  );
}
