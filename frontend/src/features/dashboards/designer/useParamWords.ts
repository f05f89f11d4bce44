import { useTranslation } from "react-i18next";

/** The words of a param: the widget's own before the common ones. */
export function useParamWords(type: string) {
  const { t, i18n } = useTranslation("dashboards");
  const say = (kind: "param" | "help", name: string) => {
    const key = [`widget.${type}.${kind}.${name}`, `${kind}.${name}`].find((one) =>
      i18n.exists(one, { ns: "dashboards" }),
    );
    return key && t(key);
  };
  return {
    label: (name: string) => say("param", name) ?? name,
    help: (name: string) => say("help", name),
  };
}
