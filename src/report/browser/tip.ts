/** Pixels between the cursor and the tip. */
const MARGIN = 14;

/** What there is to say of the moment under the cursor, beside it, with what the camera saw. */
export class Tip {
  readonly #box: HTMLElement;
  readonly #tip = document.createElement('div');
  readonly #image = document.createElement('img');
  readonly #words = document.createElement('div');

  /** @param box what it stands in */
  constructor(box: HTMLElement) {
    this.#box = box;
    this.#tip.className = 'tip';
    this.#tip.hidden = true;
    this.#tip.setAttribute('aria-hidden', 'true');
    this.#image.alt = '';
    this.#tip.append(this.#image, this.#words);
    box.append(this.#tip);
  }

  /** @param picture data URI */
  show(x: number, lines: readonly string[], picture: string | undefined): void {
    this.#image.hidden = picture === undefined;
    if (picture !== undefined && this.#image.src !== picture) this.#image.src = picture;
    this.#words.replaceChildren(
      ...lines.map((line) => {
        const row = document.createElement('p');
        row.textContent = line;
        return row;
      }),
    );
    this.#tip.hidden = false;
    const width = this.#box.clientWidth;
    const own = this.#tip.offsetWidth;
    const isLeft = x > width / 2;
    const left = isLeft ? x - own - MARGIN : x + MARGIN;
    this.#tip.style.left = `${Math.max(0, Math.min(width - own, left))}px`;
  }

  hide(): void {
    this.#tip.hidden = true;
  }
}
