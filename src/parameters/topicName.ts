/** The substitutions that rcl knows in topic names. */
const SUBSTITUTIONS = ['node', 'ns', 'namespace'];
/** rmw's RMW_TOPIC_MAX_NAME_LENGTH. */
const LONGEST_NAME = 247;
const ALLOWED =
  'letters a to z and A to Z, digits, _ and / are allowed, ~/ at the beginning, and {node}, {ns}, {namespace}';

/**
 * What is wrong with a topic name before it is expanded, with the character and its place, counted
 * from 1; undefined where nothing is. These are the rules of
 * https://design.ros2.org/articles/topic_and_service_names.html as rcl and rmw enforce them, but for `~foo`,
 * which it forbids and rcl takes for /vljepafoo.
 */
export function topicFault(topic: string): string | undefined {
  const at = (index: number) => `at character ${[...topic.slice(0, index)].length + 1}`;
  if (topic === '') return 'it is empty';
  if (topic.endsWith('/')) {
    return topic === '/'
      ? 'it has no name after the /'
      : `it must not end with / (${at(topic.length - 1)})`;
  }
  if (topic.startsWith('~') && topic.length > 1 && topic[1] !== '/') {
    return `~ must be followed by /, got ${JSON.stringify(character(topic, 1))} ${at(1)}`;
  }
  // A substitution counts as letters in the checks below.
  let plain = topic;
  for (const match of topic.matchAll(/\{([^{}]*)\}/g)) {
    if (!SUBSTITUTIONS.includes(match[1]!)) {
      return `there is no substitution ${match[0]} (${at(match.index)}), only {node}, {ns} and {namespace}`;
    }
    plain = plain.replace(match[0], 'x'.repeat(match[0].length));
  }
  const brace = plain.search(/[{}]/);
  if (brace >= 0) return `the ${plain[brace]} ${at(brace)} has no matching brace`;
  const tilde = plain.indexOf('~', 1);
  if (tilde > 0) return `~ is allowed at the beginning only, got one ${at(tilde)}`;
  const forbidden = plain.search(/[^A-Za-z0-9_/~]/);
  if (forbidden >= 0) {
    return `${JSON.stringify(character(topic, forbidden))} ${at(forbidden)} is not allowed: ${ALLOWED}`;
  }
  const repeated = plain.indexOf('//');
  if (repeated >= 0) return `there are two / in a row ${at(repeated)}`;
  const digit = /(^|\/)[0-9]/.exec(plain);
  if (digit) {
    const index = digit.index + digit[0].length - 1;
    return `no part of it may begin with a digit, got ${JSON.stringify(plain[index])} ${at(index)}`;
  }
  return undefined;
}

/**
 * The absolute name, before remap rules; `{ns}` begins with a slash of its own.
 *
 * @param namespace `/` or `/robot1`
 */
export function expandTopic(topic: string, node: string, namespace: string): string {
  const filled = topic.replaceAll('{node}', node).replaceAll(/\{(ns|namespace)\}/g, namespace);
  if (filled.startsWith('/')) return filled;
  const base = namespace === '/' ? '' : namespace;
  return filled.startsWith('~') ? `${base}/${node}${filled.slice(1)}` : `${base}/${filled}`;
}

/** What is wrong with an absolute topic name. */
export function fullTopicFault(topic: string): string | undefined {
  return topic.length > LONGEST_NAME
    ? `it is ${topic.length} characters long, at most ${LONGEST_NAME} are allowed`
    : topicFault(topic);
}

function character(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index)!);
}
