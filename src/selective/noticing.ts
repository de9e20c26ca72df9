/** Tells the state with which something begins: motion after stillness, or a change of S_y. */
export class Noticing {
  #moving = false;
  #begun = false;

  /**
   * @param begun whether a change has begun or is confirmed
   * @returns whether something is new that was not going on with the state before
   */
  update({ moving, begun }: { readonly moving: boolean; readonly begun: boolean }): boolean {
    const noticed = (moving && !this.#moving) || (begun && !this.#begun);
    this.#moving = moving;
    this.#begun = begun;
    return noticed;
  }
}
