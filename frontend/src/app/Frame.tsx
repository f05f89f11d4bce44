import { Kbd, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, useNavigate } from "react-router";
import { isForMe } from "@/shared/routing/Feature";
import { useCan } from "@/shared/session/useMe";
import { register } from "@/shared/shortcuts/shortcuts";
import { useShortcut } from "@/shared/shortcuts/useShortcut";
import { useTopBar } from "@/shared/topbar/useTopBar";
import { Hint } from "@/shared/ui/Hint";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { BottomBar } from "./BottomBar";
import { ConnectionBanner } from "./ConnectionBanner";
import classes from "./Frame.module.css";
import { navigation } from "./features";
import { Later } from "./Later";
import { Logo } from "./Logo";
import { PageLoading } from "./PageLoading";
import { UserMenu } from "./UserMenu";
import { useGoShortcuts } from "./useGoShortcuts";

const loadSearch = () => import("./SearchDialog");
const SearchDialog = lazy(async () => ({ default: (await loadSearch()).SearchDialog }));
const loadSheet = () => import("./ShortcutSheet");
const ShortcutSheet = lazy(async () => ({ default: (await loadSheet()).ShortcutSheet }));

const FIRST_OF_THE_FOOT = 100;

/** The quiet frame around every page: rail, top bar, connection banner; on a phone a bar at the bottom. */
export function Frame() {
  const { t } = useTranslation();
  const { setPlace, setActions } = useTopBar();
  const can = useCan();
  const isPhone = useIsPhone();
  const [isSearching, setSearching] = useState(false);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const general = t("shortcut_groups.general");
  useShortcut("/", () => setSearching(true), { label: t("search"), group: general });
  useShortcut("mod+k", () => setSearching(true), {
    label: t("search"),
    group: general,
    isSilent: true,
    worksInFields: true,
  });
  useShortcut("?", () => setSheetOpen(true), { label: t("frame.shortcuts"), group: general });
  useGoShortcuts(navigation, useNavigate(), register);
  const allowed = navigation.filter((entry) => isForMe(entry, can));
  const head = allowed.filter((entry) => entry.order < FIRST_OF_THE_FOOT);
  const foot = allowed.filter((entry) => entry.order >= FIRST_OF_THE_FOOT);
  const railItem = ({ to, label, icon: Glyph, Badge }: (typeof navigation)[number]) => (
    <Hint key={to} label={t(label)} position="right">
      <NavLink to={to} className={classes.item}>
        <Glyph size={20} stroke={1.6} aria-hidden />
        <span className="visually-hidden">{t(label)}</span>
        {Badge && (
          <span className={classes.badge}>
            <Badge />
          </span>
        )}
      </NavLink>
    </Hint>
  );
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t("frame.skip")}
      </a>
      {!isPhone && (
        <nav className={classes.rail} aria-label={t("frame.main_navigation")}>
          <Link to="/" className={classes.logo} aria-label="Sluice">
            <Logo size={28} />
          </Link>
          {head.map(railItem)}
          <div className={classes.spacer} />
          {foot.map(railItem)}
        </nav>
      )}
      <header className={classes.top}>
        <div className={classes.place} ref={setPlace} />
        <div className={classes.actions} ref={setActions} />
        <UnstyledButton className={classes.search} onClick={() => setSearching(true)} aria-label={t("search")}>
          <IconSearch size={16} aria-hidden />
          <span>{t("search")}</span>
          <Kbd size="xs">/</Kbd>
        </UnstyledButton>
        <UserMenu showShortcuts={() => setSheetOpen(true)} />
      </header>
      <div className={classes.banner}>
        <ConnectionBanner />
      </div>
      {/* A long page without anything to press is scrolled by keys, too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above. */}
      <main id="main" className={classes.main} tabIndex={0}>
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </main>
      {isPhone && <BottomBar entries={allowed} />}
      <Later isOpen={isSearching} load={loadSearch}>
        <SearchDialog isOpen={isSearching} close={() => setSearching(false)} />
      </Later>
      <Later isOpen={isSheetOpen} load={loadSheet}>
        <ShortcutSheet isOpen={isSheetOpen} close={() => setSheetOpen(false)} />
      </Later>
    </div>
  );
}
