import { countTexts } from '../../metrics/countTexts.js';
import { decisionLog } from '../decisions.js';
import { openAsk } from './ask.js';
import { openBond } from './bond.js';
import { openDescribe } from './describe.js';
import { openDiagnostics } from './diagnostics.js';
import type { ConfiguredContext, NodeContext, OpenEndpoint } from './endpoint.js';
import { openEncodeText } from './encodeText.js';
import { openMetrics } from './metrics.js';
import { openQuery } from './query.js';
import { openSetWatch } from './setWatch.js';
import { openText } from './text.js';
import { openWatches } from './watches.js';
import { openWorldState } from './worldState.js';

/** Open as long as the node exists, in this order. */
export const nodeEndpoints: readonly OpenEndpoint<NodeContext>[] = [openDiagnostics, openMetrics];

/** Open from configure to cleanup, in this order, in which they also take perceptions. */
export const configuredEndpoints: readonly OpenEndpoint<ConfiguredContext>[] = [
  openWorldState,
  openText,
  openDescribe,
  openQuery,
  openWatches,
  openSetWatch,
  openEncodeText,
  openAsk,
  openBond,
  // Sinks that are not topics: counters, logs, stores.
  () => countTexts,
  ({ log }) => decisionLog(log),
];
