import { Button, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { CopyField } from "@/shared/ui/CopyField";
import { FormError } from "@/shared/ui/FormError";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import type { CertificateTrial } from "./credentialQueries";
import classes from "./credentials.module.css";
import { PemField } from "./PemField";

/** What Sluice would say to a certificate, step by step. */
export function TryCertificatePage() {
  const { t } = useTranslation("credentials");
  const [certificate, setCertificate] = useState("");
  const [key, setKey] = useState("");
  const [chain, setChain] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const trial = useMutation({
    mutationFn: () => api.post<CertificateTrial>("/api/certificates/try", { certificate, private_key: key, chain }),
  });

  function attempt(): void {
    setMissing(certificate.trim() ? null : t("trial.missing"));
    if (certificate.trim()) trial.mutate();
  }

  return (
    <>
      <PageHeader title={t("trial.title")} trail={[{ to: "/devices", label: t("devices:title") }]} />
      <Page>
        <Text c="dimmed" maw={720}>
          {t("trial.intro")}
        </Text>
        <div className={classes.columns}>
          <Panel>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                attempt();
              }}
            >
              <Stack>
                <FormError error={trial.error} />
                <PemField
                  label={t("trial.certificate")}
                  description={t("trial.certificate_help")}
                  value={certificate}
                  change={setCertificate}
                  error={missing}
                  rows={7}
                />
                <PemField label={t("trial.key")} description={t("trial.key_help")} value={key} change={setKey} />
                <PemField label={t("trial.chain")} value={chain} change={setChain} rows={3} />
                <div>
                  <Button type="submit" loading={trial.isPending}>
                    {t("trial.try")}
                  </Button>
                </div>
              </Stack>
            </form>
          </Panel>
          {trial.data && <Verdict trial={trial.data} />}
        </div>
      </Page>
    </>
  );
}

function Verdict({ trial }: { trial: CertificateTrial }) {
  const { t } = useTranslation("credentials");
  return (
    <Stack gap="md" aria-live="polite">
      <Panel>
        <p className={classes.verdict}>
          <Mark ok={trial.is_accepted} size={22} />
          {trial.is_accepted ? t("trial.accepted") : t("trial.refused")}
        </p>
        <ol className={classes.steps}>
          {trial.steps.map(({ name, ok, words }) => (
            <li key={name} className={classes.step}>
              <Mark ok={ok} size={18} />
              <span className={classes.stepName}>{t(`trial.steps.${name}`)}</span>
              <span className={classes.words}>{words}</span>
            </li>
          ))}
        </ol>
      </Panel>
      {trial.subject !== null && (
        <Panel title={t("trial.certificate")}>
          <dl className={classes.facts}>
            <Fact name={t("trial.device")}>
              {trial.device_id !== null && <Link to={`/devices/${trial.device_id}`}>{trial.device}</Link>}
            </Fact>
            <Fact name={t("trial.subject")}>{trial.subject}</Fact>
            <Fact name={t("trial.issuer")}>{trial.issuer}</Fact>
            <Fact name={t("trial.algorithm")}>{trial.algorithm}</Fact>
            <Fact name={t("trial.valid")}>
              <TimeText time={trial.not_before} /> – <TimeText time={trial.not_after} />
            </Fact>
            <Fact name={t("trial.serial")}>
              <code>{trial.serial}</code>
            </Fact>
            <Fact name={t("trial.fingerprint")}>
              <code>{trial.fingerprint}</code>
            </Fact>
          </dl>
        </Panel>
      )}
      {trial.is_accepted && (
        <Panel title={t("trial.next")}>
          <Stack gap="md">
            <CopyField label={t("with_mosquitto")} value={trial.mosquitto} />
            <CopyField label={t("with_python")} value={trial.python} />
          </Stack>
        </Panel>
      )}
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === false) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Mark({ ok, size }: { ok: boolean | null; size: number }) {
  const { t } = useTranslation("credentials");
  if (ok === null) return <IconInfoCircle size={size} className={classes.advice} aria-label={t("trial.advice")} />;
  return ok ? (
    <IconCircleCheck size={size} className={classes.ok} aria-label={t("trial.ok")} />
  ) : (
    <IconCircleX size={size} className={classes.wrong} aria-label={t("trial.wrong")} />
  );
}
