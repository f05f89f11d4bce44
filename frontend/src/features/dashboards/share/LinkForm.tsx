import { Button, Checkbox, Group, PasswordInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullTime, momentOfWallClock, wallClock } from "@/shared/time/format";
import { FormError } from "@/shared/ui/FormError";
import { dashboardQuery, type PublicLink, type PublicLinkWish } from "../queries";
import { declaredVariables } from "../variables/variables";
import { EXPIRIES, type Expiry, expiresAt } from "./publicLink";

interface LinkFormProps {
  dashboardId: number;
  /** The link that is changed; null makes one. */
  link: PublicLink | null;
  cancel: () => void;
  save: (wish: Partial<PublicLinkWish>) => Promise<void>;
}

/** As long as browsers write a moment to choose. */
const MINUTES = "2026-03-01T12:00".length;

/** What a public link says of itself: its name, its end, its password, the sites and the variables it leaves open. */
export function LinkForm({ dashboardId, link, cancel, save }: LinkFormProps) {
  const { t } = useTranslation("dashboards");
  const [name, setName] = useState(link?.name ?? "");
  const [expiry, setExpiry] = useState<Expiry | "kept" | "at">(link ? "kept" : "month");
  const [at, setAt] = useState(() => wallClock(Date.parse(link?.expires_at ?? "") || Date.now()).slice(0, MINUTES));
  const [hasPassword, setHasPassword] = useState(link?.has_password ?? false);
  const [password, setPassword] = useState("");
  const [hosts, setHosts] = useState((link?.hosts ?? []).join("\n"));
  const [choosable, setChoosable] = useState(link?.choosable ?? []);
  const send = useMutation({
    mutationFn: () =>
      save({
        name,
        choosable,
        hosts: hosts.split(/[\s,]+/).filter(Boolean),
        ...(expiry === "kept" ? {} : { expires_at: expiry === "at" ? momentText(at) : expiresAt(expiry, Date.now()) }),
        ...(!link ? { password } : !hasPassword ? { password: "" } : password ? { password } : {}),
      }),
  });
  const kept = link?.expires_at ? t("public.until", { time: fullTime(link.expires_at) }) : t("public.forever");
  const ends = [
    ...(link ? [{ value: "kept", label: t("public.expiry.kept", { end: kept }) }] : []),
    ...EXPIRIES.map((value) => ({ value, label: t(`public.expiry.${value}`) })),
    { value: "at", label: t("public.expiry.at") },
  ];
  return (
    <form
      aria-label={link ? t("public.changeNamed", { name: link.name || link.hint }) : t("public.new")}
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Stack>
        <FormError error={send.error} />
        <TextInput
          label={t("public.name")}
          description={t("public.nameHint")}
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group grow align="flex-end">
          <Select
            label={t("public.expires")}
            data={ends}
            allowDeselect={false}
            value={expiry}
            onChange={(value) => value && setExpiry(value as Expiry)} // one of those listed
          />
          {expiry === "at" && (
            <TextInput
              type="datetime-local"
              aria-label={t("public.expiresAt")}
              required
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          )}
        </Group>
        {link && (
          <Checkbox
            label={t("public.asksPassword")}
            checked={hasPassword}
            onChange={(event) => setHasPassword(event.currentTarget.checked)}
          />
        )}
        {(!link || hasPassword) && (
          <PasswordInput
            label={t("public.newPassword")}
            description={t(link?.has_password ? "public.keptPasswordHint" : "public.passwordHint")}
            autoComplete="new-password"
            maxLength={200}
            required={link !== null && !link.has_password}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <Textarea
          label={t("public.hosts")}
          description={t("public.hostsHint")}
          autosize
          minRows={2}
          maxRows={8}
          value={hosts}
          onChange={(event) => setHosts(event.currentTarget.value)}
        />
        <Variables dashboardId={dashboardId} chosen={choosable} change={setChoosable} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={cancel}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {t(link ? "public.save" : "public.make")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function momentText(wall: string): string | null {
  const moment = momentOfWallClock(wall);
  return moment === null ? null : new Date(moment).toISOString();
}

interface VariablesProps {
  dashboardId: number;
  chosen: readonly string[];
  change: (names: string[]) => void;
}

/** Without variables there is nothing to leave open. */
function Variables({ dashboardId, chosen, change }: VariablesProps) {
  const { t } = useTranslation("dashboards");
  const { data } = useQuery(dashboardQuery(dashboardId));
  const raw = data?.document.variables;
  const variables = declaredVariables(Array.isArray(raw) ? raw : []);
  if (variables.length === 0) return null;
  return (
    <Checkbox.Group
      label={t("public.choosable")}
      description={t("public.choosableHint")}
      value={[...chosen]}
      onChange={change}
    >
      <Stack gap="xs" mt="xs">
        {variables.map(({ name, label }) => (
          <Checkbox key={name} value={name} label={label || name} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
