import { Button, Group, Modal, Stack, TagsInput, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { notify } from "@/shared/notify/notify";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { deviceTypeFlow, valuesOf } from "./exchange/deviceTypeFlow";
import { type ReadText, startersQuery } from "./exchange/queries";
import { TextImport } from "./exchange/TextImport";
import classes from "./list.module.css";
import { createFlow } from "./queries";
import { createSubflow } from "./subflows/queries";

interface NewFlowDialogProps {
  isOpen: boolean;
  close: () => void;
}

type DeviceType = Readonly<components["schemas"]["DeviceTypeOut"]>;

const EMPTY = "empty";
const FOR_TYPE = "device_type";
const FROM_TEXT = "text";

/** What the new flow begins with: nothing, a device type, a proven pattern, or a file. */
export function NewFlowDialog({ isOpen, close }: NewFlowDialogProps) {
  const { t } = useTranslation("flows");
  return (
    <Modal opened={isOpen} onClose={close} title={t("list.new")} size="lg">
      {isOpen && <Form close={close} />}
    </Modal>
  );
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation("flows");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const starters = useQuery(startersQuery);
  const [start, setStart] = useState(EMPTY);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [type, setType] = useState<number | null>(null);
  const [paths, setPaths] = useState<string[]>([]);
  const [read, setRead] = useState<ReadText | null>(null);
  const chosenType = useQuery({
    queryKey: ["device-types", type],
    queryFn: ({ signal }) => api.get<DeviceType>(`/api/device-types/${type}`, {}, signal),
    enabled: type !== null,
  });
  const starter = starters.data?.find(({ key }) => key === start);
  const documentOf = () => {
    if (start === FROM_TEXT) return read?.document;
    if (start !== FOR_TYPE || type === null) return starter?.document;
    const typeOf = (path: string) => chosenType.data?.metrics.find((metric) => metric.path === path)?.data_type ?? "";
    return deviceTypeFlow(
      type,
      paths.map((path) => ({ path, values: valuesOf(typeOf(path)) })),
    );
  };
  const isSubflow = start === FROM_TEXT && read?.kind === "subflow";
  const create = useMutation({
    mutationFn: async () => {
      const wanted = { name: name.trim(), description: description.trim(), document: documentOf() };
      if (!isSubflow) return `/flows/${(await createFlow(wanted)).id}`;
      const { id } = await createSubflow(wanted);
      await queryClient.invalidateQueries({ queryKey: ["subflows", "list"] });
      notify(t("exchange.subflow_made"));
      return `/flows/subflows/${id}`;
    },
    onSuccess: async (address) => {
      await queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
      await navigate(address);
    },
  });
  const error = create.error && asApiError(create.error);
  const isReady =
    name.trim() !== "" &&
    (start !== FROM_TEXT || read !== null) &&
    (start !== FOR_TYPE || (type !== null && paths.length > 0));
  const ready = (starters.data ?? []).map((one) => ({
    key: one.key,
    name: t(`starter.${one.key}.name`, { defaultValue: one.name }),
    description: t(`starter.${one.key}.text`, { defaultValue: one.description }),
  }));
  const choices = [
    { key: EMPTY, name: t("new_flow.empty"), description: t("new_flow.empty_text") },
    { key: FOR_TYPE, name: t("new_flow.device_type"), description: t("new_flow.device_type_text") },
    ...ready,
    { key: FROM_TEXT, name: t("new_flow.text"), description: t("new_flow.text_text") },
  ];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) create.mutate();
      }}
    >
      <Stack>
        <fieldset className={classes.starters}>
          <legend className={classes.legend}>{t("new_flow.begin")}</legend>
          {choices.map((choice) => (
            <UnstyledButton
              key={choice.key}
              className={choice.key === start ? `${classes.starter} ${classes.chosen}` : classes.starter}
              aria-pressed={choice.key === start}
              onClick={() => {
                setStart(choice.key);
                const isTemplate = ready.some(({ key }) => key === choice.key);
                if (isTemplate && (!name || choices.some((other) => other.name === name))) setName(choice.name);
                if (isTemplate) setDescription(choice.description);
              }}
              data-testid={`start-${choice.key}`}
            >
              <strong>{choice.name}</strong>
              <span>{choice.description}</span>
            </UnstyledButton>
          ))}
        </fieldset>
        {start === FOR_TYPE && (
          <>
            <NamedPicker
              kind="device-types"
              label={t("new_flow.type")}
              value={type}
              change={(id) => {
                setType(id);
                setPaths([]);
              }}
              canCreate={false}
            />
            <TagsInput
              label={t("new_flow.metrics")}
              description={t("new_flow.metrics_text")}
              data={chosenType.data?.metrics.map(({ path }) => path) ?? []}
              value={paths}
              onChange={setPaths}
              acceptValueOnBlur
              data-testid="type-metrics"
            />
          </>
        )}
        {start === FROM_TEXT && (
          <TextImport
            read={read}
            setRead={(next) => {
              setRead(next);
              if (next?.name && !name) setName(next.name);
              if (next?.description && !description) setDescription(next.description);
            }}
          />
        )}
        <TextInput
          data-autofocus
          label={t("list.name")}
          placeholder={t("list.name_hint")}
          value={name}
          maxLength={100}
          error={error?.message}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t("inspector.description")}
          value={description}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit" disabled={!isReady} loading={create.isPending} data-testid="create-flow">
            {t("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
