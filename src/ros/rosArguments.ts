import { VljepaError } from '../errors.js';

/** What a flag of rcl expects after it; flags without a value are those that begin so. */
const SWITCH = /^--(en|dis)able-(rosout|stdout|external-lib)-logs$/;
const FLAGS: Readonly<Record<string, Check>> = {
  '-r': checkRemap,
  '--remap': checkRemap,
  '--log-level': checkLogLevel,
  '--log-config-file': expects('a file', /./),
  '--log-file-name': expects('a name', /./),
  '-e': expects('a name such as /robot1', /^\//),
  '--enclave': expects('a name such as /robot1', /^\//),
};

type Check = (value: string, flag: string) => void;

const TOKEN = '[A-Za-z_][A-Za-z0-9_]*';
const NODE = new RegExp(`^${TOKEN}$`);
const NAMESPACE = new RegExp(`^(/|(/${TOKEN})+)$`);
const NAME = new RegExp(`^(rostopic://|rosservice://)?(~/|/)?${TOKEN}(/${TOKEN})*$`);
const NODE_NAME = 'a node name of letters, digits and _ that does not begin with a digit';
const LEVEL = /^([\w./]+:=)?(debug|info|warn|error|fatal|unset)$/i;

/**
 * Checks the arguments that rcl will read. It would refuse the same, but name a place in its own source.
 *
 * @param args those between `--ros-args` and its end
 * @throws COMMAND_LINE
 */
export function checkRosArguments(args: readonly string[]): void {
  for (let i = 0; i < args.length; i++) {
    const flag = args[i]!;
    if (SWITCH.test(flag)) continue;
    const check = FLAGS[flag];
    if (!check) {
      const known = ['-p', '--params-file', ...Object.keys(FLAGS)].join(', ');
      throw refused(`one of ${known} after --ros-args`, flag);
    }
    check(valueAfter(args, i++), flag);
  }
}

/** @throws COMMAND_LINE where a flag is the last */
export function valueAfter(args: readonly string[], flag: number): string {
  const value = args[flag + 1];
  if (value === undefined) {
    throw refused(`a value after ${args[flag]}`, 'the end of the command line', false);
  }
  return value;
}

export function refused(expected: string, got: string, quoted = true): VljepaError {
  const came = quoted ? JSON.stringify(got) : got;
  return new VljepaError('COMMAND_LINE', `expected ${expected}, got ${came}; see --help`);
}

function expects(what: string, pattern: RegExp): Check {
  return (value, flag) => {
    if (!pattern.test(value)) throw refused(`${what} after ${flag}`, value);
  };
}

function checkLogLevel(value: string): void {
  if (!LEVEL.test(value)) {
    throw refused('debug, info, warn, error or fatal after --log-level', value);
  }
}

/** `[node:]from:=to`. */
function checkRemap(rule: string, flag: string): void {
  const [, , from, to] = /^([^:=]+:(?!\/\/|=))?(.+?):=(.*)$/.exec(rule) ?? [];
  if (from === undefined || to === undefined) {
    throw refused(`from:=to after ${flag}`, rule);
  }
  if (from === '__node' || from === '__name') {
    if (!NODE.test(to)) throw refused(`${NODE_NAME} after ${from}:=`, to);
  } else if (from === '__ns') {
    if (!NAMESPACE.test(to)) throw refused('a namespace such as /robot1 after __ns:=', to);
  } else {
    for (const name of [from, to]) {
      if (!NAME.test(name)) {
        throw refused(`a topic or service name on each side of ${flag} ${rule}`, name);
      }
    }
  }
}
