/** Comments, character data, declarations, processing instructions, and tags with their attributes. */
const PART =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<![^>]*>|<\?[^]*?\?>|<(\/?)([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

/** Whether a text is an XML document: one root, every tag closed in turn, no other angle brackets. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  let roots = 0;
  let matched = true;
  const rest = xml.replace(
    PART,
    (_, closes = '', name?: string, _attributes?: string, empty = '') => {
      if (name === undefined) return '';
      if (closes) matched &&= open.pop() === name;
      else {
        if (open.length === 0) roots += 1;
        if (!empty) open.push(name);
      }
      return '';
    },
  );
  return matched && roots === 1 && open.length === 0 && !rest.includes('<');
}
