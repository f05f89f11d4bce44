import type { Icon } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ComponentType } from "react";
import type { ApiError } from "@/shared/api/ApiError";
import type { Command } from "@/shared/api/types";
import type { SentLine } from "../controls/sentLine";
import type { Source } from "../data/source";
import type { LayoutName, Rule } from "../document/dashboardDocument";
import type { PublicPlace } from "../public/publicPlace";
import type { TimeRange } from "../time/timeRange";
import type { Fields, ParamsOf, SentValue } from "./params";

/** What a control may do. Printed pages and examples have none. */
export interface ControlDoor {
  /** Why this person cannot use the control now; null when they can. */
  refusal: string | null;
  /** Answers what went wrong, null when the server took it. */
  send(value: SentValue, proof?: { pin: string }): Promise<ApiError | null>;
  /** The newest command to the same metric, whoever sent it. */
  command: Command | null;
  /** The same for each source. */
  commands?: readonly (Command | null)[];
  isSending: boolean;
  /** Why the last press came to nothing, in a sentence. */
  error: string | null;
  /** What last went from here into a flow. */
  taken?: { value: SentValue; at_ms: number } | null;
  history?: () => Promise<readonly SentLine[]>;
}

/** What a widget can do to the page around it. Printed pages and examples have none. */
export interface PageDoor {
  /** Where the widget leads, as its link says; null when it has none or one that is refused. */
  link: { href: string; isExternal: boolean } | null;
  /** What the address remembers of this widget: its open tab, whether it is folded. */
  said(about: string): string | null;
  say(about: string, value: string | null): void;
  variable(name: string): string;
  setVariable(name: string, value: string): void;
}

/** Everything a widget is drawn from. It asks for nothing itself, so the same component works live and on paper. */
export interface WidgetProps<P = unknown> {
  title: string;
  params: P;
  rules: readonly Rule[];
  sources: readonly Source[];
  range: TimeRange;
  control: ControlDoor | null;
  page: PageDoor | null;
  /** Null where nobody can zoom: on paper, in the palette. */
  zoom: Zoom | null;
}

export interface Zoom {
  to(from_ms: number, to_ms: number): void;
  back(): void;
  /** Any other range, in words or as times. */
  show(range: TimeRange): void;
}

/** What a widget shows as rows instead of its picture. */
export interface TableOfWidget {
  columns: { label: string; unit?: string; isText?: boolean }[];
  rows: (string | number | null)[][];
}

export interface PublicWidgetProps<P> extends Pick<WidgetProps<P>, "title" | "params" | "page"> {
  id: string;
  place: PublicPlace;
}

/** What is to be shown, as far as it decides which widget is for it. */
export type Content = "boolean" | "number" | "text" | "location" | "several";

/** The shape that stands in for a widget while it loads. */
export type Shape = "value" | "chart" | "round" | "table" | "control";

export interface WidgetKind<F extends Fields = Fields> {
  /** Saved in users' dashboards, so it never changes. Its texts are `dashboards:widget.<type>.*`. */
  type: string;
  version: number;
  icon: Icon;
  group: "values" | "charts" | "tables" | "controls" | "media" | "layout";
  /** Place in its group, small numbers first. */
  order: number;
  /** Further words to find it by. */
  keywords: string;
  params: F;
  data: {
    /** How many sources it takes; `max: 0` means it asks the server by itself. */
    min: number;
    max: number;
    /** The samples of the time range too, not only the newest one. */
    needsSeries: boolean;
    /** Figures that the server makes of many samples, which are asked for again while time goes on. */
    needsLevels?: boolean;
    /** It asks the server for more by itself, as somebody who is logged in. */
    needsLogin?: boolean;
    /** The source must take commands. */
    isWritable: boolean;
  };
  /** How well it shows what is dropped on a page, from 0 to 1; without it that is guessed from its shape. */
  suits?: Partial<Record<Content, number>>;
  /** Its source may also be a command of a device's type. */
  sendsCommands?: boolean;
  /** Whether limits make sense for it. */
  hasRules: boolean;
  /** Stands on the page without a card around it. */
  isBare?: boolean;
  /** Has no title row unless one was written: its text is all there is to say. */
  hasOwnTitle?: boolean;
  shape: Shape;
  size: Record<LayoutName, { w: number; h: number }>;
  minSize: { w: number; h: number };
  component: ComponentType<WidgetProps<ParamsOf<F>>>;
  /** What stands in its place on the page of a public link, where it needs somebody logged in; else a sentence does. */
  publicComponent?: ComponentType<PublicWidgetProps<ParamsOf<F>>>;
  /** “View as table”, where samples as rows would not be what the picture shows. */
  table?: (
    props: Pick<WidgetProps<ParamsOf<F>>, "params" | "rules" | "sources">,
    t: TFunction<"dashboards">,
  ) => TableOfWidget;
  /** Brings options of an older version up to date. */
  upgrade(options: Record<string, unknown>, from: number): Record<string, unknown>;
  /** What a new one begins with where its defaults are words: those of whoever adds it. */
  fresh?: (t: TFunction<"dashboards">) => Partial<ParamsOf<F>>;
  /** A filled-in one, for pictures, the palette and tests. `drawing`: the address of what stands in for a kept picture. */
  example: (now_ms: number) => { options: Partial<ParamsOf<F>>; rules: Rule[]; sources: Source[]; drawing?: string };
}

/** Checks a kind against its own params and hands it out as one of many. */
export function defineWidget<F extends Fields>(kind: WidgetKind<F>): WidgetKind {
  // The host reads params with the kind's own fields before it renders the component, so the pair always fits.
  return kind as unknown as WidgetKind;
}
