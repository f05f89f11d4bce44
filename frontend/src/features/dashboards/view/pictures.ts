import { createContext, useContext } from "react";
import { PublicPlaceContext, publicAddress } from "../public/publicPlace";

/** Where a picture of a dashboard can be had; whoever sees the dashboard sees it. */
export function pictureUrl(id: number): string {
  return `/api/pictures/${id}`;
}

/** The address of the drawing that the example of a widget shows, where no dashboard keeps one. */
export const ExampleDrawing = createContext<string | null>(null);

/** The same where it is shown: the page of a public link has a door of its own. Null while there is no picture. */
export function usePictureUrl(id: number | null): string | null {
  const place = useContext(PublicPlaceContext);
  const drawing = useContext(ExampleDrawing);
  if (id === null) return drawing;
  return place ? publicAddress(place, `/pictures/${id}`) : pictureUrl(id);
}
