import { Menu } from "@mantine/core";
import { IconClipboardText, IconDownload, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { useOpenEditor } from "../EditorContext";
import { type TextFormat, writeText } from "./queries";

/** Lines of the menu: the open document out as a file or as text, and another one in. */
export function ExportItems({ kind, id }: { kind: "flow" | "subflow"; id: number }) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const written = (format: TextFormat) => writeText(kind, id, store.getState().scene.document, format);
  const download = (format: TextFormat) => {
    written(format).then(({ text, file_name }) => saveFile(file_name, text), notifyError);
  };
  const copy = () => {
    written("yaml")
      .then(({ text }) => navigator.clipboard.writeText(text))
      .then(() => notify(t("clipboard.flow_copied")), notifyError);
  };
  return (
    <>
      <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => download("yaml")}>
        {t("exchange.download_yaml")}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => download("json")}>
        {t("download")}
      </Menu.Item>
      {navigator.clipboard && (
        <Menu.Item leftSection={<IconClipboardText size={15} />} onClick={copy}>
          {t("copy_text")}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconUpload size={15} />} onClick={() => view.setState({ isImporting: true })}>
        {t("exchange.replace")}
      </Menu.Item>
    </>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = window.document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
