import { openBond } from './bond.js';
import { openDescribe } from './describe.js';
import { openDiagnostics } from './diagnostics.js';
import type { ConfiguredContext, NodeContext, OpenEndpoint } from './endpoint.js';
import { openQuery } from './query.js';
import { openText } from './text.js';
import { openWorldState } from './worldState.js';

/** Open as long as the node exists, in this order. */
export const nodeEndpoints: readonly OpenEndpoint<NodeContext>[] = [openDiagnostics];

/** Open from configure to cleanup, in this order; it is also the order in which they take perceptions. */
export const configuredEndpoints: readonly OpenEndpoint<ConfiguredContext>[] = [
  openWorldState,
  openText,
  openDescribe,
  openQuery,
  openBond,
];
