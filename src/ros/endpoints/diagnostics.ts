import type { Header } from '../../messages/outputs.js';
import { toTime } from '../../messages/stamp.js';
import {
  diagnosticStatus,
  type Diagnosis,
  type DiagnosticStatus,
} from '../../metrics/diagnoses.js';
import { fullyQualifiedName, keepLast } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { Endpoint, NodeContext, NodeStatus } from './endpoint.js';

/** `diagnostic_msgs/DiagnosticArray` */
interface DiagnosticArray {
  readonly header: Header;
  readonly status: readonly DiagnosticStatus[];
}

/** `/diagnostics`: once a second. */
export function openDiagnostics({ node }: NodeContext): Endpoint {
  const publisher = new SerializedPublisher<DiagnosticArray>(
    node,
    'diagnostic_msgs/msg/DiagnosticArray',
    '/diagnostics',
    keepLast(10, 'reliable'),
  );
  const name = fullyQualifiedName(node);
  return {
    report({ snapshot, lifecycle, diagnoses }) {
      publisher.publish({
        header: { stamp: toTime(snapshot.stampNs), frame_id: '' },
        status: [lifecycleDiagnosis(lifecycle), ...diagnoses].map((diagnosis) =>
          diagnosticStatus(name, diagnosis),
        ),
      });
    },
    close: () => publisher.destroy(),
  };
}

function lifecycleDiagnosis({ state, reason }: NodeStatus['lifecycle']): Diagnosis {
  return {
    level: reason === '' ? 'ok' : 'error',
    task: 'lifecycle',
    message: reason === '' ? state : `${state}: ${reason}`,
    values: { State: state },
  };
}
