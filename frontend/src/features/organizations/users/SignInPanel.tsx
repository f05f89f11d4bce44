import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/shared/api/client";
import { useMe } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { ActionLine } from "@/shared/ui/ActionLine";
import { Panel } from "@/shared/ui/Panel";
import type { Person } from "../types";
import { useUserAction } from "./useUserAction";

/** How this person comes in, and what an administrator can do about it. */
export function SignInPanel({ person }: { person: Person }) {
  const { t } = useTranslation("organizations");
  const navigate = useNavigate();
  const me = useMe();
  const act = useUserAction();
  const name = person.name || person.email;
  const path = `/api/users/${person.id}`;
  const isMe = person.id === me?.user.id;

  async function remove(): Promise<void> {
    const isGone = await act({
      question: {
        title: t("users.delete_title", { name }),
        text: t(person.is_ours ? "users.delete_text" : "users.remove_text"),
        action: t(person.is_ours ? "users.delete_action" : "users.remove_action"),
        typed: person.is_ours ? person.email : undefined,
        isDangerous: true,
      },
      run: () => api.delete(path),
      done: () => t(person.is_ours ? "users.deleted" : "users.removed", { name }),
    });
    if (isGone) await navigate("/administration/users");
  }

  return (
    <Panel title={t("users.signing_in")}>
      {person.is_ours && (
        <>
          <ActionLine
            title={t("users.sessions")}
            help={
              <>
                {t("users.last_login")}: <TimeText time={person.last_login} isAge missing={t("users.never")} />.{" "}
                {t("users.sessions_help")}
              </>
            }
            action={
              <Button
                variant="default"
                onClick={() =>
                  void act({
                    run: () => api.post<{ sessions: number }>(`${path}/log-out`),
                    done: ({ sessions }) => t("users.logged_out", { name, count: sessions }),
                  })
                }
              >
                {t("users.log_out")}
              </Button>
            }
          />
          <ActionLine
            title={t("users.second_factor")}
            help={t(person.has_second_factor ? "users.second_factor_on" : "users.second_factor_off")}
            action={
              person.has_second_factor && (
                <Button
                  variant="default"
                  onClick={() =>
                    void act({
                      question: {
                        title: t("users.reset_title", { name }),
                        text: t("users.reset_text"),
                        action: t("users.reset_action"),
                        isDangerous: true,
                      },
                      run: () => api.post(`${path}/reset-second-factor`),
                      done: () => t("users.reset_done", { name }),
                    })
                  }
                >
                  {t("users.reset_action")}
                </Button>
              )
            }
          />
          {person.is_locked_out && (
            <ActionLine
              title={t("users.states.locked_out")}
              help={t("users.state_help.locked_out")}
              action={
                <Button
                  variant="default"
                  onClick={() =>
                    void act({ run: () => api.post(`${path}/unlock`), done: () => t("users.unlocked", { name }) })
                  }
                >
                  {t("users.unlock")}
                </Button>
              }
            />
          )}
        </>
      )}
      {!isMe && person.is_ours && (
        <ActionLine
          title={t(person.is_active ? "users.deactivate" : "users.activate")}
          help={t(person.is_active ? "users.deactivate_help" : "users.activate_help")}
          action={
            <Button
              variant="default"
              onClick={() =>
                void act({
                  run: () => api.patch(path, { is_active: !person.is_active }),
                  done: () => t(person.is_active ? "users.deactivated" : "users.activated", { name }),
                })
              }
            >
              {t(person.is_active ? "users.deactivate" : "users.activate")}
            </Button>
          }
        />
      )}
      {!isMe && (
        <ActionLine
          title={t(person.is_ours ? "users.delete_action" : "users.remove_action")}
          help={t(person.is_ours ? "users.delete_help" : "users.remove_help")}
          action={
            <Button variant="light" color="red" onClick={() => void remove()}>
              {t(person.is_ours ? "users.delete_action" : "users.remove_action")}
            </Button>
          }
        />
      )}
    </Panel>
  );
}
