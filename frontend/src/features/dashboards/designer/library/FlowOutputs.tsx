import { Skeleton } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SearchInput } from "@/shared/ui/SearchInput";
import type { Dragged } from "../dragged";
import { flowsQuery, outputsIn, outputsQuery } from "../flowOutputs";
import classes from "./Library.module.css";

interface FlowOutputsProps {
  drag: (dragged: Dragged | null) => void;
  offer: (dragged: Dragged, from: HTMLElement) => void;
}

/** What flows hand to dashboards, flow by flow. */
export function FlowOutputs(props: FlowOutputsProps) {
  const { t } = useTranslation("dashboards");
  const [search, setSearch] = useState("");
  const { data, error, refetch } = useQuery(flowsQuery);
  const flows = (data?.items ?? []).filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <div className={classes.flows}>
      <SearchInput value={search} change={setSearch} label={t("library.searchFlows")} />
      {error ? (
        <ErrorState isSmall error={error} retry={refetch} />
      ) : !data ? (
        <Skeleton height={96} />
      ) : flows.length === 0 ? (
        <EmptyState
          isSmall
          icon={IconSitemap}
          text={t(search ? "library.noFlowNamed" : "library.noFlows", { search })}
        />
      ) : (
        <ul className={classes.list}>
          {flows.map((flow) => (
            <FlowRow key={flow.id} {...flow} {...props} />
          ))}
        </ul>
      )}
      <p className={classes.hint}>{t("library.flowHint")}</p>
    </div>
  );
}

function FlowRow({ id, name, drag, offer }: FlowOutputsProps & { id: number; name: string }) {
  const { t } = useTranslation("dashboards");
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({ ...outputsQuery(id), enabled: isOpen });
  const outputs = outputsIn(data, false);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <button type="button" className={classes.row} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={16} aria-hidden />
        <span>{name}</span>
      </button>
      {isOpen && error && <ErrorState isSmall error={error} />}
      {isOpen && data && outputs.length === 0 && <p className={classes.hint}>{t("panel.noOutputs")}</p>}
      {isOpen && (
        <ul className={classes.list}>
          {outputs.map(({ value, label }) => {
            const dragged: Dragged = {
              what: "output",
              binding: { kind: "output", flow: id, block: value, key: null, label },
            };
            return (
              <li key={value}>
                <button
                  type="button"
                  className={classes.row}
                  data-inside
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.setData("text/plain", label);
                    event.dataTransfer.effectAllowed = "copy";
                    drag(dragged);
                  }}
                  onDragEnd={() => drag(null)}
                  onClick={(event) => offer(dragged, event.currentTarget)}
                  data-testid={`output-${id}-${value}`}
                >
                  <IconSitemap size={16} stroke={1.5} aria-hidden />
                  <span>{label}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}
