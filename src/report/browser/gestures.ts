/** Pixels that a pointer moves before it drags. */
const DRAG_PX = 4;
const DOUBLE_CLICK_ZOOM = 2.5;
/** Zoom of one pixel of a wheel; a notch is about a hundred. */
const WHEEL_ZOOM = 0.003;

export interface Gestures {
  /** The moment at a pixel from the element's left edge. */
  readonly secondsAt: (px: number) => number;
  readonly zoom: (factor: number, about: number) => void;
  readonly pan: (seconds: number) => void;
  /** The moment that is pointed at; undefined where none is. */
  readonly point: (seconds: number | undefined) => void;
}

/**
 * Pointer, touch and wheel on a chart. The page still scrolls: the wheel alone and a finger that moves up
 * or down are the page's (that is why this is not d3-zoom, which takes both).
 */
export function dragAndZoom(box: HTMLElement, gestures: Gestures): void {
  /** Where each pointer that is down was last, in pixels from the left. */
  const down = new Map<number, number>();
  let startPx = 0;
  let isDragging = false;
  const pxOf = ({ clientX }: { readonly clientX: number }) =>
    clientX - box.getBoundingClientRect().left;

  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    down.set(event.pointerId, pxOf(event));
    startPx = pxOf(event);
    isDragging = false;
  });
  box.addEventListener('pointermove', (event) => {
    const px = pxOf(event);
    const before = down.get(event.pointerId);
    if (before === undefined) {
      gestures.point(gestures.secondsAt(px));
      return;
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      const spread = Math.abs(px - other) / Math.max(1, Math.abs(before - other));
      gestures.zoom(spread, gestures.secondsAt((px + other) / 2));
    } else if (isDragging || Math.abs(px - startPx) > DRAG_PX) {
      if (!isDragging) box.setPointerCapture(event.pointerId);
      isDragging = true;
      box.classList.add('dragged');
      gestures.pan(gestures.secondsAt(before) - gestures.secondsAt(px));
      gestures.point(gestures.secondsAt(px));
    } else return;
    down.set(event.pointerId, px);
  });
  const up = (event: PointerEvent) => {
    down.delete(event.pointerId);
    box.classList.remove('dragged');
    if (event.type === 'pointerup' && !isDragging) gestures.point(gestures.secondsAt(pxOf(event)));
  };
  box.addEventListener('pointerup', up);
  box.addEventListener('pointercancel', up);
  box.addEventListener('pointerleave', (event) => {
    // What a finger has touched stays.
    if (event.pointerType === 'mouse' && !down.has(event.pointerId)) gestures.point(undefined);
  });
  box.addEventListener('dblclick', (event) => {
    gestures.zoom(
      event.shiftKey ? 1 / DOUBLE_CLICK_ZOOM : DOUBLE_CLICK_ZOOM,
      gestures.secondsAt(pxOf(event)),
    );
  });
  box.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        gestures.zoom(Math.exp(-event.deltaY * WHEEL_ZOOM), gestures.secondsAt(pxOf(event)));
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      event.preventDefault();
      gestures.pan(gestures.secondsAt(sideways) - gestures.secondsAt(0));
    },
    { passive: false },
  );
}
