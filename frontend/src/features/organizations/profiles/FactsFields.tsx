import { SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { StartPageField } from "@/shared/pickers/StartPageField";
import type { ProfileDocument } from "./profileDocument";

interface FactsFieldsProps {
  document: ProfileDocument;
  change: (document: ProfileDocument) => void;
  /** Why the last saving failed. */
  error: unknown;
}

export function FactsFields({ document, change, error }: FactsFieldsProps) {
  const { t } = useTranslation("organizations");
  const problem = error ? asApiError(error) : null;
  const problemOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t("profiles.name")}
          autoFocus={document.name === ""}
          maxLength={100}
          value={document.name}
          onChange={(event) => change({ ...document, name: event.currentTarget.value })}
          error={problemOf("name")}
        />
        <StartPageField
          label={t("profiles.start_page")}
          value={document.start_page}
          change={(start_page) => change({ ...document, start_page })}
        />
      </SimpleGrid>
      <TextInput
        label={t("profiles.description")}
        maxLength={500}
        value={document.description}
        onChange={(event) => change({ ...document, description: event.currentTarget.value })}
        error={problemOf("description")}
      />
    </Stack>
  );
}
