import { Loader, Menu } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import type { DropPoint } from "../../stage/Stage";
import { widgetKinds } from "../../widgets/registry";
import type { WidgetKind } from "../../widgets/widget";
import type { Dragged } from "../dragged";
import type { Designer } from "../useDesigner";
import { useFirstItem } from "../useFirstItem";
import classes from "./Chooser.module.css";
import { contentOf, fitting } from "./fitting";
import { offeredBy } from "./offers";
import { overviewOf } from "./overview";

export interface Choice {
  dragged: Dragged;
  /** Where it was let go; without it, by keyboard, the first free place is taken. */
  at: DropPoint | null;
  /** Where the chooser opens. */
  clientX: number;
  clientY: number;
}

interface ChooserProps {
  choice: Choice;
  designer: Designer;
  close: () => void;
}

const SHOWN = 10;

/** Which widget is to show what was let go here? The best one first; Enter takes it. */
export function Chooser({ choice, designer, close }: ChooserProps) {
  const { t } = useTranslation("dashboards");
  const { dragged, at } = choice;
  const { data, error, refetch } = useQuery({
    queryKey: ["dashboards", "offered", dragged],
    queryFn: ({ signal }) => offeredBy(dragged, signal),
    staleTime: 30_000,
  });
  const menu = useRef<HTMLDivElement>(null);
  useFirstItem(menu, data !== undefined);
  const place = at ? { x: at.x, y: at.y } : undefined;
  const kinds = data && data.bindings.length > 0 ? fitting(widgetKinds(), data.facts).slice(0, SHOWN) : [];
  const add = (kind: WidgetKind) => designer.add(kind, place, data?.bindings ?? []);
  return (
    <Menu opened onClose={close} position="bottom-start" offset={4} width={240} returnFocus={false} loop>
      <Menu.Target>
        <div className={classes.point} style={{ left: choice.clientX, top: choice.clientY }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown ref={menu} data-testid="chooser">
        {error ? (
          <ErrorState isSmall error={error} retry={refetch} />
        ) : !data ? (
          <div className={classes.wait}>
            <Loader size="sm" />
          </div>
        ) : (
          <>
            <Menu.Label>
              {data.bindings.length === 0
                ? t("chooser.nothing")
                : t(`chooser.title.${contentOf(data.facts)}`, { count: data.bindings.length })}
            </Menu.Label>
            {data.devices.map((device) => (
              <Menu.Item
                key={device.name}
                leftSection={<IconLayoutDashboard size={18} stroke={1.5} />}
                disabled={device.metrics.length === 0}
                onClick={() => designer.insert(overviewOf(device.name, device.metrics), place)}
                data-testid="choose-overview"
              >
                {t("chooser.overview", { name: device.name })}
              </Menu.Item>
            ))}
            {kinds.map((kind) => (
              <Menu.Item
                key={kind.type}
                leftSection={<kind.icon size={18} stroke={1.5} />}
                onClick={() => add(kind)}
                data-testid={`choose-${kind.type}`}
              >
                {t(`widget.${kind.type}.title`)}
              </Menu.Item>
            ))}
            {data.bindings.length > 0 && kinds.length === 0 && (
              <p className={classes.none}>{t("chooser.none", { count: data.bindings.length })}</p>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
