import { IconQrcode } from "@tabler/icons-react";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { QrCode } from "./QrCode";

export const fields = {
  text: field.text("", { isLong: true, maxLength: 1000 }),
  caption: field.text("", { maxLength: 100 }),
};

export const widget = defineWidget({
  type: "qr_code",
  version: 1,
  icon: IconQrcode,
  group: "media",
  order: 5,
  keywords: "qr code barcode phone link",
  params: fields,
  data: { min: 0, max: 5, needsSeries: false, isWritable: false },
  suits: {},
  hasRules: false,
  hasOwnTitle: true,
  shape: "round",
  size: { desktop: { w: 4, h: 6 }, mobile: { w: 3, h: 5 } },
  minSize: { w: 2, h: 3 },
  component: QrCode,
  upgrade: noUpgrade,
  example: () => ({
    options: { text: "https://example.com/boiler/1", caption: "Manual of boiler 1" },
    rules: [],
    sources: [],
  }),
});
