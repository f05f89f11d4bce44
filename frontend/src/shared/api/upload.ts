import i18next from "i18next";
import { ApiError } from "./ApiError";
import { addressOf, errorFrom, headersFor, type Query } from "./client";

export interface Progress {
  sent: number;
  total: number;
}

export interface Upload<T> {
  done: Promise<T>;
  cancel: () => void;
}

/** Thrown by an upload that the person stopped. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Send a file as the body of one request. Unlike `fetch`, this way tells how far it is. */
export function upload<T>(path: string, query: Query, file: Blob, tell: (progress: Progress) => void): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open("POST", addressOf(path, query));
    headersFor("POST", undefined).forEach((value, name) => {
      request.setRequestHeader(name, value);
    });
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => tell({ sent: loaded, total }));
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300)
        resolve(answer as T); // promised by the API schema
      else reject(errorFrom(new Response(null, { status: request.status || 500 }), answer, path));
    });
    request.addEventListener("error", () =>
      reject(
        new ApiError({
          status: 0,
          code: "unreachable",
          message: i18next.t("shared:error.call.upload"),
          path,
        }),
      ),
    );
    request.addEventListener("abort", () => reject(new Cancelled()));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
