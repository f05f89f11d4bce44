import { useTranslation } from "react-i18next";

/** What a param is called: the widget's own word before the common one. */
export function useParamLabel(type: string) {
  const { t, i18n } = useTranslation("dashboards");
  return (name: string): string => {
    const key = [`widget.${type}.param.${name}`, `param.${name}`].find((one) => i18n.exists(one, { ns: "dashboards" }));
    return key ? t(key) : name;
  };
}
