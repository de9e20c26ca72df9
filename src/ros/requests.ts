import {
  keepLast,
  type Node,
  type Service,
  type ServiceResponse,
  type Subscription,
} from './rcl.js';
import type { Session } from './session.js';

/** What a configured node is asked for: a text on ~/describe, another X_q on ~/query. */
export class Requests {
  #describe: Service | undefined;
  #query: Subscription | undefined;
  readonly #node: Node;
  readonly #session: Session;
  readonly #setQuery: (query: string) => void;

  /** @param setQuery sets the parameter `query` */
  constructor(node: Node, session: Session, setQuery: (query: string) => void) {
    this.#node = node;
    this.#session = session;
    this.#setQuery = setQuery;
    try {
      this.#describe = node.createService('std_srvs/srv/Trigger', '~/describe', (_, response) =>
        this.#onDescribe(response),
      );
      this.#query = node.createSubscription(
        'std_msgs/msg/String',
        '~/query',
        { qos: keepLast(1, 'reliable') },
        ({ data }: { data: string }) => this.#onQuery(data),
      );
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (this.#describe) this.#node.destroyService(this.#describe);
    if (this.#query) this.#node.destroySubscription(this.#query);
  }

  #onQuery(query: string): void {
    this.#setQuery(query);
    const { id, readsQuery } = this.#session.pack;
    this.#node
      .getLogger()
      .info(
        `query: ${JSON.stringify(query)}${readsQuery ? '' : `; the pack ${id} does not read queries, its world states stay the same`}`,
      );
  }

  #onDescribe(response: ServiceResponse): void {
    this.#session.describe().then(
      (texts) =>
        response.send({
          success: true,
          message: texts.map(({ camera, text }) => `${camera}: ${text}`).join('\n'),
        }),
      (error: unknown) =>
        response.send({
          success: false,
          message: error instanceof Error ? error.message : String(error),
        }),
    );
  }
}
