import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";

const BASE = "/_allauth/browser/v1";

export async function signIn({ email, password }: { email: string; password: string }): Promise<void> {
  // A first visit has no CSRF cookie yet; asking for the configuration sets it.
  await api.get(`${BASE}/config`);
  try {
    await api.post(`${BASE}/auth/login`, { email: email.trim(), password });
  } catch (error) {
    // 409: this browser is signed in already, in another tab perhaps.
    if (error instanceof ApiError && error.status === 409) return;
    throw error;
  }
}
