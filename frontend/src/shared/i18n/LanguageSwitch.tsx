import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isLanguage, LANGUAGES, language, showLanguage } from "./i18n";

interface LanguageSwitchProps {
  size?: "xs" | "sm";
  /** To keep the choice with the account; the browser keeps it by itself. */
  chosen?: (language: string) => void;
}

/** Each language is called by its own name: who cannot read this one finds theirs. */
export function LanguageSwitch({ size = "sm", chosen }: LanguageSwitchProps) {
  const { t } = useTranslation("shared");
  return (
    <SegmentedControl
      size={size}
      aria-label={t("frame.language")}
      value={language()}
      onChange={(name) => {
        if (!isLanguage(name)) return;
        void showLanguage(name);
        chosen?.(name);
      }}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
    />
  );
}
