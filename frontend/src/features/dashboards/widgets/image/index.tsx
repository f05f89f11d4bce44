import { IconPhoto } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import drawing from "./example.svg?no-inline";
import { Image } from "./Image";

export const fields = {
  from: field.choice(["file", "url"], "file"),
  file: field.file({ visibleIf: { field: "from", is: "file" } }),
  url: field.text("", { maxLength: 2000, visibleIf: { field: "from", is: "url" } }),
  every_s: field.integer(0, { minimum: 0, maximum: 86_400 }),
  fit: field.choice(["contain", "cover"], "contain"),
  alt: field.text("", { maxLength: 200 }),
};

export const widget = defineWidget({
  type: "image",
  version: 1,
  icon: IconPhoto,
  group: "media",
  order: 1,
  keywords: "image picture camera photo refresh snapshot",
  params: fields,
  data: { min: 0, max: 0, needsSeries: false, isWritable: false },
  hasRules: false,
  hasOwnTitle: true,
  shape: "chart",
  size: { desktop: { w: 8, h: 8 }, mobile: { w: 6, h: 8 } },
  minSize: { w: 2, h: 2 },
  component: Image,
  upgrade: noUpgrade,
  example: () => ({ options: {}, rules: [], sources: [], drawing }),
});
