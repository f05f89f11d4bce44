import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { allauth } from "@/shared/auth/allauth";
import { canUsePasskeys, isPasskeyRefused, readPasskey, type WebauthnOptions } from "@/shared/auth/webauthn";
import { FormError } from "@/shared/ui/FormError";
import { useReauthentication } from "./reauthentication";

const WRONG: Record<string, "wrong_password" | "wrong_code"> = {
  incorrect_password: "wrong_password",
  incorrect_code: "wrong_code",
};

/** Asks once more who is there, before something that a thief at an open screen would do. */
export function ReauthenticateDialog() {
  const { t } = useTranslation("account");
  const { flows, answer } = useReauthentication();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const types = flows?.find(({ id }) => id === "mfa_reauthenticate")?.types ?? [];
  const hasPassword = flows?.some(({ id }) => id === "reauthenticate") ?? false;
  const hasCode = types.includes("totp");
  const hasPasskey = types.includes("webauthn") && canUsePasskeys();
  const prove = useMutation({ mutationFn: (proof: () => Promise<unknown>) => proof(), onSuccess: () => answer(true) });
  const { reset } = prove;
  const problem = prove.error instanceof ApiError ? WRONG[prove.error.code ?? ""] : undefined;
  useEffect(() => {
    if (!flows) return;
    setPassword("");
    setCode("");
    reset();
  }, [flows, reset]);
  const byPasskey = async () => {
    const path = "auth/webauthn/reauthenticate";
    const { request_options } = await allauth<{ request_options: WebauthnOptions }>("GET", path);
    await allauth("POST", path, { body: { credential: await readPasskey(request_options) } });
  };
  const submit = () => {
    if (password) prove.mutate(() => allauth("POST", "auth/reauthenticate", { body: { password } }));
    else if (code.trim()) {
      prove.mutate(() => allauth("POST", "auth/2fa/reauthenticate", { body: { code: code.replaceAll(" ", "") } }));
    }
  };
  return (
    <Modal
      opened={flows !== null}
      onClose={() => answer(false)}
      title={t("prove.title")}
      size="sm"
      // Comes out of other dialogs, and stands above them.
      zIndex="calc(var(--mantine-z-index-modal) + 1)"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Text c="dimmed">{t("prove.text")}</Text>
          {!problem && <FormError error={isPasskeyRefused(prove.error) ? null : prove.error} />}
          {hasPassword && (
            <PasswordInput
              data-autofocus
              label={t("prove.password")}
              autoComplete="current-password"
              value={password}
              error={problem === "wrong_password" && t("prove.wrong_password")}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {hasCode && (
            <TextInput
              label={t(hasPassword ? "prove.or_code" : "prove.code")}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              error={problem === "wrong_code" && t("prove.wrong_code")}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          {hasPasskey && (
            <Button
              variant="default"
              leftSection={<IconFingerprint size={16} aria-hidden />}
              onClick={() => prove.mutate(byPasskey)}
            >
              {t("prove.passkey")}
            </Button>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => answer(false)}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={!password && !code.trim()} loading={prove.isPending}>
              {t("prove.go_on")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
