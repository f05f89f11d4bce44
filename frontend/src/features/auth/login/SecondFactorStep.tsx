import { Anchor, Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { canUsePasskeys } from "@/shared/auth/webauthn";
import { AuthError } from "../AuthError";
import classes from "../AuthPage.module.css";
import type { SecondFactor } from "./nextStep";
import type { Login } from "./useLogin";

const TOTP_DIGITS = 6;

/** The password was right; now something that only this person has. */
export function SecondFactorStep({ login, kinds }: { login: Login; kinds: SecondFactor[] }) {
  const { t } = useTranslation("auth");
  const usable = kinds.filter((kind) => kind !== "webauthn" || canUsePasskeys());
  const [kind, setKind] = useState<SecondFactor>(usable[0] ?? "recovery_codes");
  return (
    <>
      {usable.length > 1 && (
        <SegmentedControl
          fullWidth
          aria-label={t("second_factor_kind")}
          value={kind}
          onChange={setKind}
          data={usable.map((value) => ({ value, label: t(`second_factors.${value}`) }))}
        />
      )}
      <AuthError error={login.error} />
      {kind === "webauthn" ? <Passkey login={login} /> : <Code key={kind} kind={kind} login={login} />}
      <div className={classes.line}>
        <Anchor component="button" type="button" fz="inherit" onClick={login.startAgain}>
          {t("other_account")}
        </Anchor>
      </div>
      <p className={classes.help}>{t("second_factor_lost")}</p>
    </>
  );
}

function Passkey({ login }: { login: Login }) {
  const { t } = useTranslation("auth");
  return (
    <>
      <p className={classes.text}>{t("passkey_text")}</p>
      <Button
        autoFocus
        fullWidth
        leftSection={<IconFingerprint size={16} aria-hidden />}
        loading={login.isPending}
        onClick={login.usePasskey}
      >
        {t("use_passkey")}
      </Button>
    </>
  );
}

function Code({ kind, login }: { kind: "totp" | "recovery_codes"; login: Login }) {
  const { t } = useTranslation("auth");
  const [code, setCode] = useState("");
  const isTotp = kind === "totp";
  const change = (text: string) => {
    setCode(text);
    // The last digit is the wish to go on.
    if (isTotp && text.replaceAll(" ", "").length === TOTP_DIGITS && code.length < text.length && !login.isPending) {
      login.sendCode(text.replaceAll(" ", ""));
    }
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) login.sendCode(code.replaceAll(" ", ""));
      }}
    >
      <TextInput
        autoFocus
        className={classes.code}
        label={t(`code_labels.${kind}`)}
        description={t(`code_help.${kind}`)}
        inputMode={isTotp ? "numeric" : "text"}
        autoComplete={isTotp ? "one-time-code" : "off"}
        value={code}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth disabled={!code.trim()} loading={login.isPending}>
        {t("go_on")}
      </Button>
    </form>
  );
}
