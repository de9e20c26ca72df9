/** Pictures of all cameras together that a report holds, at most. */
const MOST = 600;
/** And how long their data URIs may be together: what a mail server still takes. */
const MOST_CHARACTERS = 12_000_000;

/** What a camera saw at a stamp. */
export interface Picture {
  readonly stampNs: bigint;
  /** Data URI. */
  readonly source: string;
}

/**
 * Pictures for a report, bounded in number and size. Where there are too many, those go whose camera
 * has another one soonest before and after: what stays is spread over the whole recording.
 */
export class Pictures {
  readonly #ofCamera = new Map<string, Picture[]>();
  #count = 0;
  #characters = 0;
  readonly #most: number;
  readonly #mostCharacters: number;

  constructor(most = MOST, mostCharacters = MOST_CHARACTERS) {
    this.#most = most;
    this.#mostCharacters = mostCharacters;
  }

  add(camera: string, picture: Picture): void {
    if (picture.source.length > this.#mostCharacters) return;
    const own = this.#ofCamera.get(camera);
    if (own) own.push(picture);
    else this.#ofCamera.set(camera, [picture]);
    this.#count += 1;
    this.#characters += picture.source.length;
    while (this.#count > this.#most || this.#characters > this.#mostCharacters) this.#thin();
  }

  get cameras(): readonly string[] {
    return [...this.#ofCamera.keys()];
  }

  /** In the order of their coming. */
  of(camera: string): readonly Picture[] {
    return this.#ofCamera.get(camera) ?? [];
  }

  /** Gives up one picture, never the first or the newest of a camera while another one can go. */
  #thin(): void {
    let smallest = Infinity;
    let place: { readonly own: Picture[]; readonly index: number } | undefined;
    for (const own of this.#ofCamera.values()) {
      for (let index = 1; index < own.length - 1; index += 1) {
        const gap = Math.abs(Number(own[index + 1]!.stampNs - own[index - 1]!.stampNs));
        if (gap < smallest) [smallest, place] = [gap, { own, index }];
      }
      if (!place && own.length > 0) place = { own, index: own.length - 1 };
    }
    if (!place) return;
    const [gone] = place.own.splice(place.index, 1);
    this.#count -= 1;
    this.#characters -= gone!.source.length;
  }
}
