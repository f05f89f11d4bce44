import { ActionIcon, Loader, Popover, Text, Tooltip } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import type { SampleValue } from "@/shared/api/types";
import { fullTime, shortTime } from "@/shared/time/format";
import classes from "./CommandState.module.css";
import type { SentLine } from "./sentLine";

interface CommandHistoryProps {
  read: () => Promise<readonly SentLine[]>;
  say: (value: SampleValue) => string;
}

/** Who sent what, when, and what became of it. */
export function CommandHistory({ read, say }: CommandHistoryProps) {
  const { t } = useTranslation("dashboards");
  const [isOpen, setOpen] = useState(false);
  const label = t("command.history");
  return (
    <Popover opened={isOpen} onChange={setOpen} width={320} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={label} disabled={isOpen}>
          <ActionIcon
            size={20}
            className={classes.history}
            aria-label={label}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            data-testid="command-history"
          >
            <IconHistory size={14} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{isOpen && <Lines read={read} say={say} />}</Popover.Dropdown>
    </Popover>
  );
}

function Lines({ read, say }: CommandHistoryProps) {
  const { t } = useTranslation("dashboards");
  const id = useId();
  const { data, error } = useQuery({ queryKey: ["dashboards", "history", id], queryFn: read, gcTime: 0, staleTime: 0 });
  if (error) return <Text size="sm">{asApiError(error).message}</Text>;
  if (!data) return <Loader size="sm" />;
  if (data.length === 0) return <Text size="sm">{t("command.nothingSent")}</Text>;
  return (
    <ul className={classes.list}>
      {data.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that is read once and never changes.
        <li key={place} className={classes.entry}>
          <div>
            <span className={classes.value}>{say(line.value)}</span>
            <time dateTime={line.at} title={fullTime(line.at)} className={classes.quiet}>
              {shortTime(line.at)}
            </time>
          </div>
          <div>
            <span className={line.status === "failed" || line.status === "expired" ? classes.wrong : classes.quiet}>
              {t(`command.result.${line.status}`)}
              {line.detail && `: ${line.detail}`}
            </span>
            <span className={classes.quiet}>{line.by ?? t("command.nobody")}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
