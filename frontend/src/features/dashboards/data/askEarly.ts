import { queryClient } from "@/shared/api/queryClient";
import { languageIsShown } from "@/shared/i18n/i18n";
import { meQuery } from "@/shared/session/useMe";
import { showTimesIn } from "@/shared/time/format";
import { parseDocument } from "../document/dashboardDocument";
import { dashboardQuery } from "../queries";
import { compareIn, rangeIn } from "../time/timeRange";
import { declaredVariables, givenOf } from "../variables/variables";
import { pageQuery } from "./pageRequest";

/** What the page of a dashboard will ask for, asked while the code of the page is on its way. */
export async function askEarly(id: number, search: URLSearchParams): Promise<void> {
  await languageIsShown();
  const [me, dashboard] = await Promise.all([
    queryClient.ensureQueryData(meQuery),
    queryClient.ensureQueryData(dashboardQuery(id)),
  ]);
  const document = parseDocument(dashboard.document);
  const zone = document.settings?.zone ?? "";
  // A zone of its own is known only while the dashboard is open, and the designer asks for what is being arranged.
  if (!me || zone || search.has("edit")) return;
  showTimesIn(String(me.user.preferences.time_zone ?? ""));
  const request = {
    dashboardId: id,
    version: dashboard.version,
    range: rangeIn(search, document.timeRange),
    compare: compareIn(search),
    given: givenOf(declaredVariables(document.variables), search),
  };
  await queryClient.prefetchQuery(pageQuery(request, zone));
}
