import { IconVideo } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import drawing from "./example.svg?no-inline";
import { Video } from "./Video";

export const fields = {
  from: field.choice(["file", "url"], "file"),
  file: field.file({ visibleIf: { field: "from", is: "file" } }),
  url: field.text("", { maxLength: 2000, visibleIf: { field: "from", is: "url" } }),
  isLooped: field.boolean(true),
  startsItself: field.boolean(true),
  hasSound: field.boolean(false),
};

export const widget = defineWidget({
  type: "video",
  version: 1,
  icon: IconVideo,
  group: "media",
  order: 2,
  keywords: "video film camera stream",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  hasOwnTitle: true,
  shape: "chart",
  size: { desktop: { w: 8, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 3, h: 3 },
  component: Video,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [], drawing }),
});
