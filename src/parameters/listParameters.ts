/** rcl_interfaces/srv/ListParameters: names at every depth. */
const RECURSIVE = 0n;

/**
 * What list_parameters answers, as rclcpp's NodeParameters::list_parameters does: the names below the
 * prefixes, or all, that have fewer than `depth` dots after their prefix; and the prefixes of these.
 */
export function listParameters(
  names: readonly string[],
  prefixes: readonly string[],
  depth: bigint,
): { readonly names: string[]; readonly prefixes: string[] } {
  const isNear = (rest: string) =>
    depth === RECURSIVE || BigInt(rest.split('.').length - 1) < depth;
  const below = new Set(prefixes);
  const listed = names.filter((name) => {
    if (below.size === 0) return isNear(name);
    if (below.has(name)) return true;
    return dots(name).some((dot) => below.has(name.slice(0, dot)) && isNear(name.slice(dot + 1)));
  });
  const parents = listed.filter((name) => name.includes('.'));
  return {
    names: listed,
    prefixes: [...new Set(parents.map((name) => name.slice(0, name.lastIndexOf('.'))))],
  };
}

/** Where the dots of a name are. */
function dots(name: string): number[] {
  return [...name.matchAll(/\./g)].map(({ index }) => index);
}
