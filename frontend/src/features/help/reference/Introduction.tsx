import { useTranslation } from "react-i18next";
import { CopyField } from "@/shared/ui/CopyField";
import { Handbook } from "../Handbook";
import type { Specification } from "./openapi";
import classes from "./ReferencePage.module.css";

/** What all calls have in common. */
export function Introduction({ specification }: { specification: Specification }) {
  const { t } = useTranslation("help");
  const schemes = Object.entries(specification.components.securitySchemes ?? {});
  return (
    <>
      <Handbook slug="api" markdown={`# ${t("reference.title")}\n\n${specification.info.description ?? ""}`} />
      <div className={classes.intro}>
        <h2 className={classes.heading}>{t("reference.who")}</h2>
        <dl className={classes.schemes}>
          {schemes.map(([name, { description = "" }]) => (
            <div key={name}>
              <dt>{t(`reference.way.${name}`, { defaultValue: name })}</dt>
              <dd>{description.replaceAll("`", "")}</dd>
            </div>
          ))}
        </dl>
        <CopyField label={t("reference.document")} value={`${window.location.origin}/api/openapi.json`} />
      </div>
    </>
  );
}
