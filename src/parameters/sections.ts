/**
 * Whether a parameter file's section is meant for a node: `*` stands for one part of its name, `**`
 * for any number of them, and a name without / for that node in every namespace.
 *
 * @param nodeName fully qualified: `/robot1/vljepa`
 */
export function matchesNode(section: string, nodeName: string): boolean {
  if (!section.includes('/') && !section.includes('*')) return nodeName.endsWith(`/${section}`);
  const parts = section.split('/').filter((part) => part !== '');
  const pattern = parts.map((part) => {
    if (part === '**') return '(/\\w+)*';
    return part === '*' ? '/\\w+' : `/${part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  });
  return new RegExp(`^${pattern.join('')}$`).test(nodeName);
}
