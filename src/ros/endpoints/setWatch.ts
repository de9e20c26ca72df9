import { VljepaError } from '../../errors.js';
import { declarationOf } from '../../parameters/declarations.js';
import { encodeCondition } from '../../watches/condition.js';
import { openService } from '../service.js';
import type { ConfiguredContext, Endpoint, PlainValues } from './endpoint.js';

/** `vljepa/srv/SetWatch` */
interface SetWatchRequest {
  readonly name: string;
  readonly when: string;
  readonly unless: readonly string[];
  readonly cameras: readonly string[];
  readonly query: string;
  readonly rise: number;
  readonly fall: number;
  readonly persistence: number;
  readonly hold_on: number;
  readonly hold_off: number;
  readonly stale_after: number;
  readonly unknown_is: string;
}

/** Those that leave what is set where they are 0 or empty. */
const OPTIONAL = [
  'rise',
  'fall',
  'persistence',
  'hold_on',
  'hold_off',
  'stale_after',
  'unknown_is',
] as const;

/** `~/set_watch`: adds, changes or cancels a watch, by its parameters. */
export function openSetWatch({ node, pipeline, setParameters }: ConfiguredContext): Endpoint {
  return openService(
    node,
    'vljepa/srv/SetWatch',
    '~/set_watch',
    async (request: SetWatchRequest) => {
      const { name, when, unless, cameras, query } = request;
      checkName(name);
      if (when.trim() === '') return cancel(name, pipeline.watches, setParameters);
      checkCameras(
        cameras,
        pipeline.cameras.map((camera) => camera.name),
      );
      const { form } = await encodeCondition(pipeline.engine, { when, unless, query });
      const parameter = (of: string) => `watches.${name}.${of}`;
      const { successful, reason } = setParameters({
        [parameter('when')]: when,
        [parameter('unless')]: unless,
        [parameter('query')]: query,
        [parameter('cameras')]: cameras,
        ...Object.fromEntries(
          OPTIONAL.filter((of) => request[of] !== 0 && request[of] !== '').map((of) => [
            parameter(of),
            rounded(request[of]),
          ]),
        ),
      });
      return { success: successful, message: successful ? form : reason };
    },
    (message) => ({ success: false, message }),
  );
}

function cancel(
  name: string,
  watches: readonly { readonly name: string }[],
  setParameters: ConfiguredContext['setParameters'],
): object {
  if (!watches.some((watch) => watch.name === name)) {
    const names = watches.map((watch) => watch.name).join(', ');
    throw new VljepaError(
      'WATCH_REFUSED',
      `there is no watch ${name} to cancel: ${names === '' ? 'none is set' : `there are ${names}`}`,
    );
  }
  const values: PlainValues = { [`watches.${name}.when`]: '' };
  const { successful, reason } = setParameters(values);
  return { success: successful, message: successful ? `watch ${name} is cancelled` : reason };
}

/** @throws WATCH_REFUSED where ROS allows no topic of that name */
function checkName(name: string): void {
  if (declarationOf(`watches.${name}.when`) !== undefined && !name.includes('.')) return;
  throw new VljepaError(
    'WATCH_REFUSED',
    `expected a name of up to 64 letters, digits and _ that does not begin with a digit, got ${JSON.stringify(name.slice(0, 80))}`,
  );
}

/** @throws WATCH_REFUSED where one of those named is not there */
function checkCameras(named: readonly string[], cameras: readonly string[]): void {
  const absent = named.find((name) => !cameras.includes(name));
  if (absent === undefined) return;
  throw new VljepaError(
    'WATCH_REFUSED',
    `there is no camera ${JSON.stringify(absent)}: expected names among ${cameras.join(', ')}`,
  );
}

/** float32 → the number that was meant: 0.7, not 0.699999988079071. */
function rounded(value: number | string): number | string {
  return typeof value === 'number' ? Number(value.toPrecision(7)) : value;
}
