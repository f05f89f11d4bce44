import { IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { favouritesQuery } from "../queries";
import { HitList } from "./HitList";
import classes from "./TreePanel.module.css";

/** What this person has starred; absent until there is something. */
export function Favourites({ openKey, open }: { openKey: string | null; open: (key: string) => void }) {
  const { t } = useTranslation("resources");
  const [isShown, setShown] = useState(true);
  const favourites = useQuery(favouritesQuery);
  if (!favourites.data?.length) return null;
  return (
    <section className={classes.favourites}>
      <button
        type="button"
        className={classes.heading}
        aria-expanded={isShown}
        onClick={() => setShown((current) => !current)}
      >
        <IconChevronRight size={14} className={classes.arrow} aria-hidden />
        {t("favourites")}
      </button>
      {isShown && <HitList label={t("favourites")} hits={favourites.data} openKey={openKey} open={open} empty="" />}
    </section>
  );
}
