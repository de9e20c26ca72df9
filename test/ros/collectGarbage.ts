/**
 * Loaded with `--import` into a node under test, its worker too: collects garbage several times a
 * second, so that what its memory grows by is held, not waiting to be collected.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const PERIOD_MS = 200;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setInterval(collect, PERIOD_MS).unref();
