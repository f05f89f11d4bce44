import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { QRCodeSVG } from "qrcode.react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { allauth } from "@/shared/auth/allauth";
import { CopyField } from "@/shared/ui/CopyField";
import { FormError } from "@/shared/ui/FormError";
import { Cancelled, withReauthentication } from "./reauthentication";
import classes from "./security.module.css";

const PATH = "account/authenticators/totp";
const QR_SIZE = 192;

interface Secret {
  secret: string;
  totp_url: string;
}

/** The server hands the secret out inside its answer that there is no app yet. */
async function readSecret(): Promise<Secret> {
  try {
    await allauth("GET", PATH);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      const { meta } = (error.detail ?? {}) as { meta?: Secret }; // the shape that its manual promises
      if (meta) return meta;
    }
    throw error;
  }
  throw new ApiError({ status: 409, message: i18next.t("account:totp_there") });
}

interface TotpDialogProps {
  isOpen: boolean;
  close: () => void;
  activated: () => void;
}

/** Scan, type the first code, done. The picture is drawn here: the secret goes to nobody else. */
export function TotpDialog({ isOpen, close, activated }: TotpDialogProps) {
  const { t } = useTranslation("account");
  const [code, setCode] = useState("");
  const secret = useQuery({
    queryKey: ["account", "totp-secret"],
    queryFn: () => withReauthentication(readSecret),
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const activate = useMutation({
    mutationFn: () => withReauthentication(() => allauth("POST", PATH, { body: { code: code.replaceAll(" ", "") } })),
    onSuccess: activated,
  });
  const { reset } = activate;
  useEffect(() => {
    if (!isOpen) return;
    setCode("");
    reset();
  }, [isOpen, reset]);
  useEffect(() => {
    if (secret.error instanceof Cancelled) close();
  }, [secret.error, close]);
  const error = activate.error instanceof Cancelled ? null : (activate.error ?? secret.error);
  const isWrong = error instanceof ApiError && error.code === "incorrect_code";
  return (
    <Modal opened={isOpen} onClose={close} title={t("totp.add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim()) activate.mutate();
        }}
      >
        <Stack>
          <Text>{t("totp.scan")}</Text>
          <div className={classes.code}>
            {secret.data ? (
              <QRCodeSVG
                value={secret.data.totp_url}
                size={QR_SIZE}
                bgColor="transparent"
                fgColor="currentColor"
                title={t("totp.picture")}
              />
            ) : (
              <Skeleton height={QR_SIZE} width={QR_SIZE} />
            )}
          </div>
          {secret.data && <CopyField label={t("totp.by_hand")} value={secret.data.secret} />}
          <TextInput
            data-autofocus
            label={t("totp.code")}
            description={t("totp.code_help")}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={isWrong && t("totp.wrong")}
          />
          {!isWrong && <FormError error={error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={!code.trim() || !secret.data} loading={activate.isPending}>
              {t("totp.activate")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
