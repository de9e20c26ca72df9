/** The direction of a vector: unit norm; a vector of zeros stays as it is. */
export function unit(values: Float32Array): Float32Array {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
  const norm = Math.sqrt(squares);
  if (!(norm > 0)) return values;
  const direction = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) direction[i] = values[i]! / norm;
  return direction;
}

/** Squared Euclidean distance of two vectors of the same length. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Cosine of two unit vectors of the same length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
