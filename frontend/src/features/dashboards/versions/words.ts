import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { DashboardChange } from "../queries";

/** A change as a sentence. Options are called as in their forms, where one of the forms has a word for them. */
export function useChangeWords(): (change: DashboardChange) => string {
  const { t, i18n } = useTranslation("dashboards");
  return useCallback(
    ({ what, id, title, before, fields }: DashboardChange) => {
      const nameOf = (field: string) => {
        const option = field.replace(/^options\./, "");
        const key = [`changeField.${field}`, `param.${option}`, `panel.${option}`].find((one) =>
          i18n.exists(one, { ns: "dashboards" }),
        );
        return key ? t(key) : option;
      };
      const words = { id: nameOf(id), title, before, fields: fields.map(nameOf).join(", ") };
      return t(`change.${what}`, { ...words, defaultValue: `${what} ${title}` });
    },
    [t, i18n],
  );
}
