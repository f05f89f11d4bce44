import {
  type Icon,
  IconActivity,
  IconArrowBarToUp,
  IconBellRinging,
  IconBug,
  IconDatabaseExport,
  IconGauge,
  IconHourglass,
  IconLogicAnd,
  IconLogicNot,
  IconLogicOr,
  IconMathFunction,
  IconNumber123,
  IconRuler2,
  IconSend,
  IconWaveSine,
} from "@tabler/icons-react";
import { familyOf } from "./families";

/** Pictures for the blocks people use most. Every other block shows that of its family, so a new one needs nothing here. */
const ICONS: Readonly<Record<string, Icon>> = {
  "source.metric": IconActivity,
  "source.constant": IconNumber123,
  "math.formula": IconMathFunction,
  "math.scale": IconRuler2,
  "math.moving_average": IconWaveSine,
  "logic.threshold": IconArrowBarToUp,
  "logic.and": IconLogicAnd,
  "logic.or": IconLogicOr,
  "logic.not": IconLogicNot,
  "logic.on_delay": IconHourglass,
  "output.metric": IconDatabaseExport,
  "output.alarm": IconBellRinging,
  "output.command": IconSend,
  "output.widget": IconGauge,
  "output.debug": IconBug,
};

export function iconOf(type: string, family: string): Icon {
  return ICONS[type] ?? familyOf(family).icon;
}
