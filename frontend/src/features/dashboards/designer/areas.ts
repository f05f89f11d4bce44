/** The parts of the designer that F6 goes through. They carry `data-area`, so that none needs to know the others. */
const FOCUSABLE =
  'button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), [tabindex="0"], textarea, select, a[href]';

export function nextArea(step: 1 | -1): void {
  const areas = [...document.querySelectorAll<HTMLElement>("[data-area]")];
  const at = areas.findIndex((area) => area.contains(document.activeElement));
  for (let turn = 1; turn <= areas.length; turn += 1) {
    const area =
      areas[((((at === -1 && step === -1 ? 0 : at) + step * turn) % areas.length) + areas.length) % areas.length];
    if (area && enter(area)) return;
  }
}

/** Into the form of what is selected. */
export function focusPanel(): void {
  // The form may just be coming in.
  requestAnimationFrame(() => {
    const panel = document.querySelector<HTMLElement>('[data-area="panel"]');
    const first =
      panel?.querySelector<HTMLElement>('[data-testid="param-title"]') ??
      panel?.querySelector<HTMLElement>("input:not([disabled])");
    if (first) first.focus();
    else if (panel) enter(panel);
  });
}

export function focusCanvas(): void {
  const canvas = document.querySelector<HTMLElement>('[data-area="canvas"]');
  if (canvas) enter(canvas);
}

function enter(area: HTMLElement): boolean {
  const selected = area.querySelector<HTMLElement>('[data-cover][aria-pressed="true"]');
  const target = selected ?? area.querySelector<HTMLElement>(FOCUSABLE) ?? (area.tabIndex >= 0 ? area : null);
  target?.focus();
  return target !== null;
}
