import { NavLink } from "react-router";
import classes from "./PlaceTabs.module.css";

interface PlaceTabsProps {
  label: string;
  places: { to: string; label: string; isExact?: boolean }[];
}

/** Pages that belong together, side by side below the top bar. */
export function PlaceTabs({ label, places }: PlaceTabsProps) {
  return (
    <nav className={classes.places} aria-label={label}>
      {places.map((place) => (
        <NavLink key={place.to} to={place.to} end={place.isExact} className={classes.place}>
          {place.label}
        </NavLink>
      ))}
    </nav>
  );
}
