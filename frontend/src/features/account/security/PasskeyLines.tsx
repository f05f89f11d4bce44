import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allauth } from "@/shared/auth/allauth";
import { canUsePasskeys, makePasskey, type WebauthnOptions } from "@/shared/auth/webauthn";
import { TimeText } from "@/shared/time/TimeText";
import { ActionLine } from "@/shared/ui/ActionLine";
import { confirm } from "@/shared/ui/confirm";
import { type FactorLineProps, readRecoveryCodes } from "./factorLine";
import { NameDialog } from "./NameDialog";

const PATH = "account/authenticators/webauthn";

type Naming = { id: number | null; name: string } | null;

/** Fingerprint, face, phone or security key. */
export function PasskeyLines({ authenticators, showCodes }: FactorLineProps) {
  const { t } = useTranslation("account");
  const [naming, setNaming] = useState<Naming>(null);
  const passkeys = authenticators.ofKind("webauthn");

  async function add(name: string): Promise<void> {
    const isFirst = authenticators.ofKind("recovery_codes").length === 0;
    const codes = await authenticators.change(async () => {
      const { creation_options } = await allauth<{ creation_options: WebauthnOptions }>("GET", PATH);
      await allauth("POST", PATH, { body: { name, credential: await makePasskey(creation_options) } });
      return isFirst ? await readRecoveryCodes() : [];
    });
    if (codes?.length) showCodes(codes);
  }

  async function remove(id: number, name: string): Promise<void> {
    const agreed = await confirm({
      title: t("passkeys.remove_title", { name }),
      text: t("passkeys.remove_text"),
      action: t("passkeys.remove"),
      isDangerous: true,
    });
    if (agreed) await authenticators.change(() => allauth("DELETE", PATH, { body: { authenticators: [id] } }));
  }

  function named(name: string): void {
    const id = naming?.id ?? null;
    setNaming(null);
    if (id === null) void add(name);
    else void authenticators.change(() => allauth("PUT", PATH, { body: { id, name } }));
  }

  return (
    <>
      <ActionLine
        title={t("passkeys.title")}
        help={t(canUsePasskeys() ? "passkeys.help" : "passkeys.insecure")}
        action={
          canUsePasskeys() && (
            <Button variant="default" onClick={() => setNaming({ id: null, name: "" })}>
              {t("passkeys.add")}
            </Button>
          )
        }
      />
      {passkeys.map(({ id, name, created_at, last_used_at }) => (
        <ActionLine
          key={id}
          isBelow
          title={name}
          help={
            <>
              {t("passkeys.since")} <TimeText time={created_at * 1000} />. {t("last_used")}:{" "}
              <TimeText time={last_used_at && last_used_at * 1000} isAge missing={t("never")} />
            </>
          }
          action={
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label={t("passkeys.actions", { name })}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setNaming({ id, name })}>
                  {t("passkeys.rename")}
                </Menu.Item>
                <Menu.Item
                  color="var(--critical-text)"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => void remove(id, name)}
                >
                  {t("passkeys.remove")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          }
        />
      ))}
      <NameDialog
        title={t(naming?.id ? "passkeys.rename" : "passkeys.add")}
        name={naming?.name ?? null}
        close={() => setNaming(null)}
        named={named}
      />
    </>
  );
}
