/**
 * The value of an option that is a number above 0.
 *
 * @param name of the option, without its dashes
 * @throws where it is another one
 */
export function positive(
  name: string,
  text: string,
  allowed: (value: number) => boolean = Number.isFinite,
): number {
  const value = Number(text);
  if (value > 0 && allowed(value)) return value;
  const expected = allowed === Number.isInteger ? 'a whole number above 0' : 'a number above 0';
  throw new Error(`--${name}: expected ${expected}, got "${text}"`);
}
