import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NodeKind } from "../nodes/nodes";
import { NodePicker } from "./NodePicker";
import type { PickedNode } from "./nodeQueries";

interface NodePickerDialogProps {
  isOpen: boolean;
  close: () => void;
  title: string;
  /** One sentence on what the choice is for. */
  text?: string;
  /** Verb on the button. */
  action: string;
  choose: (nodes: PickedNode[]) => void;
  kinds?: readonly NodeKind[];
  isMultiple?: boolean;
}

/** Choose one or several places of the tree. */
export function NodePickerDialog(props: NodePickerDialogProps) {
  const { isOpen, close, title, text, action, choose, kinds, isMultiple = false } = props;
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly PickedNode[]>([]);
  useEffect(() => {
    if (isOpen) setChosen([]);
  }, [isOpen]);
  function toggle(node: PickedNode): void {
    const rest = chosen.filter(({ key }) => key !== node.key);
    if (rest.length < chosen.length) setChosen(rest);
    else setChosen(isMultiple ? [...chosen, node] : [node]);
  }
  return (
    <Modal opened={isOpen} onClose={close} title={title} size="lg">
      <Stack>
        {text && <Text c="dimmed">{text}</Text>}
        <NodePicker
          chosen={new Set(chosen.map(({ key }) => key))}
          toggle={toggle}
          kinds={kinds}
          isMultiple={isMultiple}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            disabled={chosen.length === 0}
            onClick={() => {
              choose([...chosen]);
              close();
            }}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
