import { useNow } from "../../data/clock";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";

export function ValueCard({ params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const reading = shownReading(sources[0], params, rules, useNow());
  return (
    <>
      <BigReading reading={reading} />
      <StateLine reading={reading} showAge={params.showAge} />
    </>
  );
}
