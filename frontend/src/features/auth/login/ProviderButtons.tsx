import { Button } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AuthProvider } from "@/shared/auth/authConfig";
import { csrfToken } from "@/shared/auth/csrfToken";

/** Sign in by an outside provider: the browser itself has to go there, so these are plain forms. */
export function ProviderButtons({ providers, next }: { providers: AuthProvider[]; next: string }) {
  const { t } = useTranslation("auth");
  return providers.map(({ id, name }) => (
    <form key={id} method="post" action="/_allauth/browser/v1/auth/provider/redirect">
      <input type="hidden" name="provider" value={id} />
      <input type="hidden" name="process" value="login" />
      <input
        type="hidden"
        name="callback_url"
        value={`${window.location.origin}/login?next=${encodeURIComponent(next)}`}
      />
      <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
      <Button type="submit" variant="default" fullWidth leftSection={<IconLogin2 size={16} aria-hidden />}>
        {t("with_provider", { name })}
      </Button>
    </form>
  ));
}
