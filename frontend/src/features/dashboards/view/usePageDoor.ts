import { useContext, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useSetSearch } from "@/shared/routing/useSetSearch";
import { CommandsContext } from "../controls/useControl";
import type { Source } from "../data/source";
import type { Widget } from "../document/dashboardDocument";
import { hrefOf, readLink, VARIABLE_PREFIX } from "../document/link";
import { useEditorState } from "../editor/EditorContext";
import { PublicPlaceContext, publicPage } from "../public/publicPlace";
import { ResolutionContext } from "../variables/ResolutionContext";
import { declaredVariables, withVariable, wordOf } from "../variables/variables";
import type { PageDoor } from "../widgets/widget";

/** What a widget may do to its page. All of it stands in the address, so that a link shows a colleague the same. */
export function usePageDoor(id: string, widget: Widget, sources: readonly Source[]): PageDoor {
  const [search] = useSearchParams();
  const setSearch = useSetSearch();
  const { variables } = useContext(ResolutionContext);
  const pages = useEditorState((state) => state.document.pages);
  const declared = useEditorState((state) => state.document.variables);
  const dashboardId = useContext(CommandsContext)?.dashboardId;
  const place = useContext(PublicPlaceContext);
  const here = place ? publicPage(place) : dashboardId === undefined ? null : `/dashboards/${dashboardId}`;
  const shown = sources.find(({ info }) => info.deviceId !== null)?.info.deviceId;
  const above = variables.find(({ kind }) => kind === "device")?.values[0];
  const deviceId = shown ?? (typeof above === "number" ? above : null);
  const { link } = widget;
  return useMemo(() => {
    const target = readLink(link);
    const write = (name: string, value: string | null) =>
      setSearch((next) => {
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      });
    return {
      link: target && hrefOf(target, { here, pages, search, deviceId, chosen: variables }),
      said: (about) => search.get(`${about}-${id}`),
      say: (about, value) => write(`${about}-${id}`, value),
      variable: (name) => search.get(`${VARIABLE_PREFIX}${name}`) ?? wordOf(variables, name) ?? "",
      // What hangs on it goes back to its first, as when it is chosen in the bar.
      setVariable: (name, value) =>
        setSearch((current) => withVariable(current, declaredVariables(declared), name, [value])),
    };
  }, [id, link, search, setSearch, pages, variables, declared, here, deviceId]);
}
