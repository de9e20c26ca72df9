import {
  keepLast,
  ros,
  type MessageType,
  type Publisher,
  type Service,
  type ServiceResponse,
  type ServiceType,
} from './rcl.js';

/**
 * A lifecycle node without rclnodejs' own services for parameters, type descriptions and the
 * lifecycle, in place of which this program has its own.
 */
export class BareLifecycleNode extends ros.lifecycle.LifecycleNode {
  constructor(name: string) {
    const options = new ros.NodeOptions(false, [], false, false);
    super(name, '', ros.Context.defaultContext(), options, false);
  }

  /**
   * rclnodejs 2.2 publishes parameter events in the node's namespace, where nobody listens; it calls
   * this while the node is being constructed.
   */
  override createPublisher(
    type: string | MessageType,
    topic: string,
    options?: { qos: object },
  ): Publisher {
    if (topic !== 'parameter_events') return super.createPublisher(type, topic, options);
    // rmw_qos_profile_parameter_events
    return super.createPublisher(type, '/parameter_events', { qos: keepLast(1000, 'reliable') });
  }

  /**
   * rclnodejs 2.2 loads the messages of a service at its first request, and aborts the process where no
   * file can be opened then. They are loaded as soon as this thread has nothing else to do.
   */
  override createService(
    type: string,
    name: string,
    callback: (request: object, response: ServiceResponse) => void,
  ): Service {
    setImmediate(() => {
      const messages = ros.require(type) as ServiceType;
      void [messages.Request, messages.Response];
    });
    return super.createService(type, name, callback);
  }
}
