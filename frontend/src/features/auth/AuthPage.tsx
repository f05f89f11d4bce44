import { type ReactNode, useEffect } from "react";
import { LanguageSwitch } from "@/shared/i18n/LanguageSwitch";
import classes from "./AuthPage.module.css";
import { SluiceScene } from "./SluiceScene";

/** The frame of every page before the door. */
export function AuthPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <div className={classes.page}>
      <SluiceScene />
      <main className={classes.side}>
        <div className={classes.form}>
          <h1 className={classes.title}>{title}</h1>
          {children}
          <LanguageSwitch size="xs" />
        </div>
      </main>
    </div>
  );
}
