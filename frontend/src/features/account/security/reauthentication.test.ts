import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { Cancelled, useReauthentication, withReauthentication } from "./reauthentication";

const asked = new ApiError({ status: 401, message: "x", detail: { data: { flows: [{ id: "reauthenticate" }] } } });

beforeEach(() => useReauthentication.getState().answer(false));

test("after the proof the same is done again", async () => {
  const attempt = vi.fn().mockRejectedValueOnce(asked).mockResolvedValueOnce("done");
  const result = withReauthentication(attempt);
  await vi.waitFor(() => expect(useReauthentication.getState().flows).toEqual([{ id: "reauthenticate" }]));
  useReauthentication.getState().answer(true);
  expect(await result).toBe("done");
  expect(attempt).toHaveBeenCalledTimes(2);
});

test("a closed question ends it", async () => {
  const attempt = vi.fn().mockRejectedValue(asked);
  const result = withReauthentication(attempt);
  await vi.waitFor(() => expect(useReauthentication.getState().flows).not.toBeNull());
  useReauthentication.getState().answer(false);
  await expect(result).rejects.toBeInstanceOf(Cancelled);
  expect(attempt).toHaveBeenCalledTimes(1);
});

test("another failure is no question", async () => {
  const failure = new ApiError({ status: 400, message: "no" });
  await expect(withReauthentication(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(useReauthentication.getState().flows).toBeNull();
});
