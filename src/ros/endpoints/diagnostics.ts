import { messageDefinition } from '../../messages/definitions.js';
import type { Header } from '../../messages/outputs.js';
import { toTime } from '../../messages/stamp.js';
import {
  diagnosticStatus,
  type Diagnosis,
  type DiagnosticStatus,
} from '../../metrics/diagnoses.js';
import { fullyQualifiedName, keepLast } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { Endpoint, NodeContext } from './endpoint.js';

const PERIOD_MS = 1000;
/** Simulated time stands at 0 until /clock comes; after so many reports the log says so. */
const REPORTS_WITHOUT_TIME = 5;

/** `diagnostic_msgs/DiagnosticArray` */
interface DiagnosticArray {
  readonly header: Header;
  readonly status: readonly DiagnosticStatus[];
}

/** `/diagnostics`: once a second, in every state of the lifecycle. */
export function openDiagnostics({
  node,
  log,
  lifecycle,
  snapshot,
  diagnose,
}: NodeContext): Endpoint {
  const publisher = new SerializedPublisher<DiagnosticArray>(
    node,
    'diagnostic_msgs/msg/DiagnosticArray',
    messageDefinition('diagnostic_msgs/msg/DiagnosticArray'),
    '/diagnostics',
    keepLast(10, 'reliable'),
  );
  const name = fullyQualifiedName(node);
  let reportsWithoutTime = 0;
  const timer = setInterval(() => {
    const now = snapshot();
    if (now.stampNs === 0n && ++reportsWithoutTime === REPORTS_WITHOUT_TIME) {
      log.warn(
        'use_sim_time is true, but /clock has given no time yet: start the simulation, or play the bag with --clock; images are read all the same',
      );
    }
    publisher.publish({
      header: { stamp: toTime(now.stampNs), frame_id: '' },
      status: [lifecycleDiagnosis(lifecycle()), ...diagnose(now)].map((diagnosis) =>
        diagnosticStatus(name, diagnosis),
      ),
    });
  }, PERIOD_MS);
  return {
    close() {
      clearInterval(timer);
      publisher.destroy();
    },
  };
}

function lifecycleDiagnosis({ state, reason }: ReturnType<NodeContext['lifecycle']>): Diagnosis {
  return {
    level: reason === '' ? 'ok' : 'error',
    task: 'lifecycle',
    message: reason === '' ? state : `${state}: ${reason}`,
    values: { State: state },
  };
}
