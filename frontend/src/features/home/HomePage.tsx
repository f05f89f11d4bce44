import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { AlarmsAtAGlance } from "./AlarmsAtAGlance";
import { DashboardsAtAGlance } from "./DashboardsAtAGlance";
import { DevicesAtAGlance } from "./DevicesAtAGlance";
import { FlowsAtAGlance } from "./FlowsAtAGlance";
import classes from "./HomePage.module.css";

/** What needs attention, and the way to everything else. */
export function HomePage() {
  const { t } = useTranslation("home");
  const me = useMe();
  return (
    <>
      <PageHeader title={me?.organization.name ?? t("title")} />
      <div className={classes.page}>
        <div className={classes.main}>
          <AlarmsAtAGlance />
          <DashboardsAtAGlance />
        </div>
        <div className={classes.side}>
          <DevicesAtAGlance />
          <FlowsAtAGlance />
        </div>
      </div>
    </>
  );
}
