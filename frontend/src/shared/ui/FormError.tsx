import { Alert } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { ApiError, asApiError } from "../api/ApiError";

/** Put the server's sentence below the input it names. */
export function showFieldError<T extends Record<string, unknown>>(form: UseFormReturnType<T>, error: unknown): void {
  if (error instanceof ApiError && error.field && error.field in form.values) {
    form.setFieldError(error.field, error.message);
  }
}

interface FormErrorProps<T extends Record<string, unknown>> {
  error: unknown;
  form?: UseFormReturnType<T>;
}

/** Why saving failed, unless it stands below an input already. */
export function FormError<T extends Record<string, unknown>>({ error, form }: FormErrorProps<T>) {
  if (!error) return null;
  const known = asApiError(error);
  if (form && known.field && known.field in form.values) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={16} aria-hidden />} role="alert">
      {known.message}
    </Alert>
  );
}
