import { Button, FileButton } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PICTURE_BOUND } from "../../document/dashboardSettings";
import classes from "./PagePanel.module.css";
import { pictureText } from "./pictureText";

interface BackgroundPictureProps {
  picture: string | null;
  change: (picture: string | null) => void;
}

/** A picture behind the widgets; it is made as small as it must be and travels inside the document. */
export function BackgroundPicture({ picture, change }: BackgroundPictureProps) {
  const { t } = useTranslation("dashboards");
  const [problem, setProblem] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const take = async (file: File | null) => {
    if (!file) return;
    setReading(true);
    const text = await pictureText(file, PICTURE_BOUND);
    setReading(false);
    setProblem(text === null ? t("settings.pictureRefused", { name: file.name }) : null);
    if (text !== null) change(text);
  };
  return (
    <div>
      <span className={classes.label}>{t("settings.picture")}</span>
      <div className={classes.picture}>
        {picture && <img src={picture} alt="" className={classes.preview} />}
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={isReading} leftSection={<IconPhoto size={16} aria-hidden />}>
              {t(picture ? "settings.pictureOther" : "settings.pictureChoose")}
            </Button>
          )}
        </FileButton>
        {picture && (
          <Button variant="subtle" color="gray" onClick={() => change(null)}>
            {t("settings.pictureRemove")}
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className={classes.help}>
          {problem}
        </p>
      )}
    </div>
  );
}
