/** Where a picture of a dashboard can be had; whoever sees the dashboard sees it. */
export function pictureUrl(id: number): string {
  return `/api/pictures/${id}`;
}
