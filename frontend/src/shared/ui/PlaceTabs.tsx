import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router";
import classes from "./PlaceTabs.module.css";

interface PlaceTabsProps {
  label: string;
  places: { to: string; label: string; isExact?: boolean }[];
}

/** Pages that belong together, side by side below the top bar. */
export function PlaceTabs({ label, places }: PlaceTabsProps) {
  const { pathname } = useLocation();
  const place = useRef<HTMLElement>(null);
  // On a phone the page at hand may stand beyond the edge.
  useEffect(() => {
    if (pathname)
      place.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <nav ref={place} className={classes.places} aria-label={label}>
      {places.map((place) => (
        <NavLink key={place.to} to={place.to} end={place.isExact} className={classes.place}>
          {place.label}
        </NavLink>
      ))}
    </nav>
  );
}
