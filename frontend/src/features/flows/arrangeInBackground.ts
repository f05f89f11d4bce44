import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Catalogue } from "./graph/catalogue";
import type { FlowDocument } from "./graph/document";
import { elkGraphOf, type Places, placesIn } from "./graph/elk";
import { layOut } from "./graph/layout";

/** After this long the small layout answers: nobody waits for a picture. */
const LIMIT_MS = 8_000;

/** Lay a flow out with the large layout library, in a worker of its own that ends with the answer. */
export async function arrangeInBackground(
  document: FlowDocument,
  catalogue: Catalogue,
  only?: ReadonlySet<string>,
): Promise<Places> {
  let worker: Worker | undefined;
  try {
    const { default: Elk } = await import("elkjs/lib/elk-api");
    const elk = new Elk({
      workerFactory: () => {
        worker = new Worker(workerUrl);
        return worker;
      },
    });
    const laidOut = await Promise.race([elk.layout(elkGraphOf(document, catalogue, only)), tooLong()]);
    return placesIn(laidOut, document, catalogue);
  } catch {
    const plain = layOut(document, catalogue, only);
    return {
      blocks: new Map(Object.entries(plain.blocks).map(([id, { position }]) => [id, position])),
      notes: new Map(),
    };
  } finally {
    worker?.terminate();
  }
}

function tooLong(): Promise<never> {
  return new Promise((_, refuse) => {
    setTimeout(() => refuse(new Error("The layout took too long.")), LIMIT_MS);
  });
}
