import { ActionIcon, Button, Pill, TextInput, Tooltip } from "@mantine/core";
import { IconBolt, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { useOpenEditor } from "../EditorContext";
import { shownAs } from "../runs/format";
import classes from "./calls.module.css";
import { textOf } from "./picking";

const SEALED = "sealed:";

interface SampleFieldProps {
  name: string;
  /** The output that feeds this input, `block.port`. */
  from: string | undefined;
  value: string;
  error: string | undefined;
  change: (value: string) => void;
  /** Runs the request of the token block at the other end of the wire. */
  getToken: (() => void) | undefined;
  isGettingToken: boolean;
}

/** A value for one input of the call: typed, taken from the wire, or obtained by the token block before it. */
export function SampleField({ name, from, value, error, change, getToken, isGettingToken }: SampleFieldProps) {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const live = useLiveValue(from ? `w:${flowId}:${from}` : null);
  return (
    <div className={classes.sample}>
      <div className={classes.grow}>
        {value.startsWith(SEALED) ? (
          <>
            <div className={classes.dim}>{name}</div>
            <Pill>{t("calls.secret")}</Pill>
          </>
        ) : (
          <TextInput
            label={name}
            size="xs"
            value={value}
            error={error}
            spellCheck={false}
            data-testid={`sample-${name}`}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
      </div>
      {value.startsWith(SEALED) && (
        <ActionIcon aria-label={t("calls.clear", { name })} onClick={() => change("")}>
          <IconX size={14} />
        </ActionIcon>
      )}
      {getToken && (
        <Button size="compact-xs" variant="default" loading={isGettingToken} onClick={getToken} data-testid="get-token">
          {t("calls.get_token")}
        </Button>
      )}
      {live && !getToken && !shownAs(live.value) && (
        <Tooltip label={t("calls.live_help")}>
          <ActionIcon aria-label={t("calls.live", { name })} onClick={() => change(textOf(live.value))}>
            <IconBolt size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
