import { ActionIcon } from "@mantine/core";
import {
  IconChartLine,
  IconEyeOff,
  IconLock,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPuzzleOff,
  IconTable,
} from "@tabler/icons-react";
import { memo, type ReactNode, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Hint } from "@/shared/ui/Hint";
import { useIsSettled } from "@/shared/ui/useIsSettled";
import { useControl } from "../controls/useControl";
import type { Source } from "../data/source";
import { useLook } from "../data/useLook";
import { useSources } from "../data/useSources";
import { asText, type Reason, type Widget } from "../document/dashboardDocument";
import { lookedSources, lookedWidget, NO_LOOK } from "../document/look";
import { TakeOutMenu } from "../export/TakeOutMenu";
import { offerOf } from "../export/takeOut";
import { type PublicPlace, PublicPlaceContext } from "../public/publicPlace";
import type { TimeRange } from "../time/timeRange";
import { readParams } from "../widgets/params";
import { widgetKind } from "../widgets/registry";
import type { PageDoor, WidgetKind, WidgetProps } from "../widgets/widget";
import { ChartTools } from "./ChartTools";
import { reasonText } from "./reasonText";
import { SeriesTable } from "./SeriesTable";
import { usePageDoor } from "./usePageDoor";
import { WidgetErrorBoundary } from "./WidgetErrorBoundary";
import { WidgetFrame } from "./WidgetFrame";
import { WidgetSkeleton } from "./WidgetSkeleton";
import { WidgetTable } from "./WidgetTable";

interface WidgetHostProps {
  id: string;
  widget: Widget;
  range: TimeRange;
  zoom: WidgetProps["zoom"];
  isLoading: boolean;
  /** In the designer controls do nothing and an unbound widget says how to bind it. */
  isEditing: boolean;
  /** Says that the range is the widget's own. */
  chip?: ReactNode;
  /** Gives it a range of its own; absent where it has one. */
  detach?: () => void;
}

/** Brings a saved widget, its live sources and its component together, and shows what stands in for it when it cannot. */
export const WidgetHost = memo(function WidgetHost(props: WidgetHostProps) {
  const { t } = useTranslation("dashboards");
  const { id, isLoading } = props;
  const kind = widgetKind(props.widget.type);
  // The designer sees what is written; what the flow makes of it is for those who look.
  const set = useLook(props.widget);
  const look = props.isEditing ? NO_LOOK : set;
  const widget = useMemo(() => lookedWidget(props.widget, look), [props.widget, look]);
  const ownSources = useSources(widget.bindings, id);
  const sources = useMemo(() => lookedSources(ownSources, look), [ownSources, look]);
  const page = usePageDoor(id, widget, sources);
  const ownName = kind ? t(`widget.${kind.type}.title`) : widget.type;
  const fromSources = titleOf(sources.filter(({ info }) => !info.reason));
  const title = widget.title || (kind?.hasOwnTitle ? "" : fromSources || ownName);
  const description = typeof widget.options.description === "string" ? widget.options.description : "";
  const [isTable, setTable] = useState(false);
  const place = useContext(PublicPlaceContext);
  const instead = kind && insteadOf({ ...props, widget, kind, sources });
  const isChart = Boolean(kind?.data.needsSeries || kind?.data.needsLevels) && !instead && !isLoading;
  const offer = offerOf(kind, sources);
  const canTakeOut = !props.isEditing && !place && !instead && !isLoading && offer.nodes.length > 0;
  const hasTable = isChart || Boolean(kind?.table && !instead && !isLoading);
  const { range, detach } = props;
  const nodes = offer.nodes.join();
  // The first picture is of values; what can be done with them comes when somebody is there anyway.
  const hasTools = useIsSettled() && (hasTable || isChart || canTakeOut);
  // Values come every second, and what can be done with a widget is ten times as much to render as its values.
  // biome-ignore lint/correctness/useExhaustiveDependencies: an offer of the same nodes is the same offer.
  const tools = useMemo(
    () =>
      hasTools && (
        <>
          {isChart && <ChartTools range={range} detach={detach} />}
          {hasTable && <TableSwitch isTable={isTable} change={setTable} />}
          {canTakeOut && <TakeOutMenu widgetId={id} title={title} range={range} offer={offer} />}
        </>
      ),
    [id, title, range, detach, hasTools, isChart, hasTable, isTable, canTakeOut, nodes, offer.hasFigure],
  );
  return (
    <div data-testid={`widget-${id}`} data-type={widget.type} style={{ height: "100%" }}>
      <WidgetFrame
        title={title}
        description={description}
        isMuted={instead === "missing"}
        isBare={kind?.isBare}
        level={look.color === "normal" ? undefined : look.color}
        hasOwnLevel={kind?.hasRules}
        link={page.link}
        chip={props.chip}
        tools={tools}
      >
        {kind?.data.needsLogin && place ? (
          <WidgetErrorBoundary>
            <OnPublic id={id} kind={kind} widget={widget} title={title} page={page} place={place} />
          </WidgetErrorBoundary>
        ) : !kind ? (
          <EmptyState isSmall icon={IconPuzzleOff} text={t("state.unknownType", { type: widget.type })} />
        ) : instead ? (
          <Instead what={instead} isWritable={kind.data.isWritable} reason={sources[0]?.info.reason} />
        ) : isLoading && kind.data.max > 0 ? (
          <WidgetSkeleton shape={kind.shape} />
        ) : (
          <WidgetErrorBoundary>
            {isTable ? (
              kind.table ? (
                <WidgetTable
                  title={title}
                  table={kind.table({ params: paramsOf(kind, widget), rules: widget.rules, sources }, t)}
                />
              ) : (
                <SeriesTable title={title} sources={sources} unit={asText(widget.options.unit)} />
              )
            ) : (
              // What is half set for one machine must not go to another that is chosen instead.
              <Living
                key={kind.data.isWritable ? targetsOf(sources) : ""}
                {...props}
                widget={widget}
                kind={kind}
                title={title}
                sources={sources}
                page={page}
              />
            )}
          </WidgetErrorBoundary>
        )}
      </WidgetFrame>
    </div>
  );
});

interface OnPublicProps {
  id: string;
  kind: WidgetKind;
  widget: Widget;
  title: string;
  page: PageDoor;
  place: PublicPlace;
}

/** A widget that asks the server by itself, where nobody is logged in. */
function OnPublic({ id, kind, widget, title, page, place }: OnPublicProps) {
  const { t } = useTranslation("dashboards");
  const params = useMemo(() => paramsOf(kind, widget), [kind, widget]);
  const { publicComponent: Component } = kind;
  if (!Component) return <EmptyState isSmall icon={IconEyeOff} text={t("public.notShown")} />;
  return <Component id={id} title={title} params={params} page={page} place={place} />;
}

interface LivingProps extends WidgetHostProps {
  kind: WidgetKind;
  title: string;
  sources: readonly Source[];
  page: PageDoor;
}

function Living({ id, kind, widget, title, sources, range, zoom, isEditing, page }: LivingProps) {
  const control = useControl({ widgetId: id, isControl: kind.data.isWritable && !isEditing, sources });
  const params = useMemo(() => paramsOf(kind, widget), [kind, widget]);
  const { component: Component } = kind;
  return (
    <Component
      title={title}
      params={params}
      rules={widget.rules}
      sources={sources}
      range={range}
      control={control}
      page={page}
      zoom={zoom}
    />
  );
}

export function paramsOf(kind: WidgetKind, widget: Widget) {
  const options = widget.version < kind.version ? kind.upgrade(widget.options, widget.version) : widget.options;
  return readParams(kind.params, options);
}

function targetsOf(sources: readonly Source[]): string {
  return sources.map(({ info }) => `${info.deviceId} ${info.topic}`).join();
}

const MOST_NAMED = 3;

/** Without a title of its own a widget is called after what it shows. */
function titleOf(sources: readonly Source[]): string {
  return sources.length <= MOST_NAMED ? sources.map(({ label }) => label).join(", ") : "";
}

type Instead = "unbound" | "missing";

const ABSENT = ["no_role", "no_path", "no_device"];

function insteadOf({ kind, widget, sources, isLoading }: Omit<LivingProps, "title" | "page">): Instead | null {
  if (kind.data.min === 0) return null;
  if (widget.bindings.length === 0) return "unbound";
  return !isLoading && sources.every(({ info }) => info.state === "missing") ? "missing" : null;
}

function Instead({ what, isWritable, reason }: { what: Instead; isWritable: boolean; reason: Reason | undefined }) {
  const { t } = useTranslation("dashboards");
  if (what === "missing") {
    const text = reasonText(t, reason);
    // What a device does not have, nobody keeps from anybody.
    const isAbsent = ABSENT.some((code) => reason?.code.startsWith(code));
    return <EmptyState isSmall icon={isAbsent ? IconPlugConnectedX : IconLock} text={text} />;
  }
  return (
    <EmptyState isSmall icon={IconPlugConnected} text={t(isWritable ? "state.unboundControl" : "state.unbound")} />
  );
}

function TableSwitch({ isTable, change }: { isTable: boolean; change: (isTable: boolean) => void }) {
  const { t } = useTranslation("dashboards");
  const label = t(isTable ? "table.asChart" : "table.asTable");
  return (
    <Hint label={label}>
      <ActionIcon size={22} aria-label={label} aria-pressed={isTable} onClick={() => change(!isTable)}>
        {isTable ? <IconChartLine size={15} /> : <IconTable size={15} />}
      </ActionIcon>
    </Hint>
  );
}
