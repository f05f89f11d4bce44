import { type RefObject, useEffect, useState } from "react";

export interface ChartSize {
  width: number;
  height: number;
}

/** The size of an element in whole pixels; null until it is laid out. */
export function useChartSize(element: RefObject<HTMLElement | null>): ChartSize | null {
  const [size, setSize] = useState<ChartSize | null>(null);
  useEffect(() => {
    if (element.current) return watchSize(element.current, setSize);
  }, [element]);
  return size;
}

/** Tells the size now and whenever it is another one, until it is called off. */
export function watchSize(node: HTMLElement, tell: (size: ChartSize) => void): () => void {
  let told: ChartSize | null = null;
  const measure = () => {
    const size = { width: Math.round(node.clientWidth), height: Math.round(node.clientHeight) };
    if (size.width === 0 || size.height === 0) return;
    if (told?.width === size.width && told.height === size.height) return;
    told = size;
    tell(size);
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(node);
  return () => observer.disconnect();
}
