import type { TreeItem, TreePage } from "./types";

function told(item: TreeItem, news: ReadonlyMap<string, boolean>): TreeItem {
  const online = news.get(item.key);
  return online === undefined || online === item.online ? item : { ...item, online };
}

/** The page with the news of who is online; the same page when nothing on it has changed. */
export function presentDevices(page: TreePage, news: ReadonlyMap<string, boolean>): TreePage {
  const items = page.items.map((item) => told(item, news));
  const node = page.node && told(page.node, news);
  const isSame = node === page.node && items.every((item, index) => item === page.items[index]);
  return isSame ? page : { ...page, node, items };
}
