import { useContext } from "react";
import { PublicPlaceContext, publicAddress } from "../public/publicPlace";

/** Where a picture of a dashboard can be had; whoever sees the dashboard sees it. */
export function pictureUrl(id: number): string {
  return `/api/pictures/${id}`;
}

/** The same where it is shown: the page of a public link has a door of its own. */
export function usePictureUrl(): (id: number) => string {
  const place = useContext(PublicPlaceContext);
  return (id) => (place ? publicAddress(place, `/pictures/${id}`) : pictureUrl(id));
}
