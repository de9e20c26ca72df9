import type { ChartData, ChartPoint } from '../chartData.js';

/** Pixels of the chart from the pointer to a world state, at most. */
const REACH = 24;
/** Pixels of the page between the pointer and the tip. */
const MARGIN = 12;

/** Shows time, change score and text of the world state under the pointer. The page is complete without it. */
function follow(box: HTMLElement): void {
  const chart = one(box, 'svg', SVGSVGElement);
  const tip = one(box, '.tip', HTMLElement);
  const cursor = one(chart, '.cursor', SVGGElement);
  const line = one(cursor, 'line', SVGLineElement);
  const dot = one(cursor, 'circle', SVGCircleElement);
  const { points, texts } = JSON.parse(
    one(box, 'script', HTMLScriptElement).textContent,
  ) as ChartData;

  const hide = (): void => {
    tip.style.visibility = 'hidden';
    cursor.setAttribute('visibility', 'hidden');
  };
  const show = ([x, y, time, change, text]: ChartPoint, frame: DOMRect, scale: number): void => {
    for (const name of ['x1', 'x2']) line.setAttribute(name, String(x));
    dot.setAttribute('cx', String(x));
    dot.setAttribute('cy', String(y));
    cursor.setAttribute('visibility', 'visible');
    tip.textContent = [time, `change ${change}`, texts[text] ?? ''].filter(Boolean).join('   ');
    tip.style.visibility = 'visible';
    const at = x / scale;
    const isRight = at > frame.width / 2;
    tip.style.left = `${isRight ? at - tip.offsetWidth - MARGIN : at + MARGIN}px`;
    tip.style.top = `${Number(chart.dataset['top']) / scale + 8}px`;
  };

  box.addEventListener('pointerleave', hide);
  box.addEventListener('pointermove', ({ clientX }) => {
    const frame = chart.getBoundingClientRect();
    const scale = chart.viewBox.baseVal.width / frame.width;
    const x = (clientX - frame.left) * scale;
    const nearest = points.reduce<ChartPoint | undefined>(
      (best, point) => (best && Math.abs(best[0] - x) <= Math.abs(point[0] - x) ? best : point),
      undefined,
    );
    if (nearest && Math.abs(nearest[0] - x) <= REACH) show(nearest, frame, scale);
    else hide();
  });
}

/** The element of that kind that the page has there. */
function one<T extends Element>(parent: Element, selector: string, kind: new () => T): T {
  const found = parent.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`expected a ${kind.name} as ${selector}`);
}

for (const box of document.querySelectorAll<HTMLElement>('.scroll')) follow(box);
