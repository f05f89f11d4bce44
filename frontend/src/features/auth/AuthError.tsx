import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError, asApiError } from "@/shared/api/ApiError";
import { isPasskeyRefused } from "@/shared/auth/webauthn";

const LOCKED = [403, 423, 429];

/** Codes of the server whose sentences we say better. */
const OURS: Record<string, string> = {
  email_password_mismatch: "wrong",
  too_many_login_attempts: "locked",
  incorrect_code: "code_wrong",
  invalid_or_expired_key: "link_old",
  invalid_password_reset: "link_old",
  invitation_unknown: "invitation_unknown",
  invitation_used: "invitation_used",
  invitation_expired: "invitation_over",
  invitation_revoked: "invitation_over",
};

/** Why the door stays shut, and what to do. */
export function AuthError({ error }: { error: unknown }) {
  const { t } = useTranslation("auth");
  if (!error) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={16} aria-hidden />} role="alert">
      {sentenceOf(error, t)}
    </Alert>
  );
}

function sentenceOf(error: unknown, t: (key: string) => string): string {
  if (isPasskeyRefused(error)) return t("passkey_closed");
  const known = asApiError(error);
  const ours = OURS[known.code ?? ""];
  if (ours) return t(ours);
  // Without a sentence of its own the client says only that something was refused.
  if (error instanceof ApiError && LOCKED.includes(known.status) && !known.code) return t("locked");
  return known.message;
}
