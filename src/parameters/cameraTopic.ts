import { VljepaError } from '../errors.js';
import { fullTopicFault, topicFault } from './topicName.js';

/**
 * @param topic as it was set; empty for a camera that is switched off
 * @throws CAMERA_TOPIC where ROS allows no topic of that name
 */
export function checkTopic(camera: string, topic: string): void {
  if (topic !== '') refuse(camera, topic, topicFault(topic));
}

/**
 * @param topic absolute: expanded
 * @throws CAMERA_TOPIC where ROS allows no topic of that name
 */
export function checkFullTopic(camera: string, topic: string): void {
  refuse(camera, topic, fullTopicFault(topic));
}

function refuse(camera: string, topic: string, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new VljepaError(
    'CAMERA_TOPIC',
    `camera ${camera}: ROS does not allow the topic ${JSON.stringify(topic)}: ${fault}; set cameras.${camera}.topic`,
  );
}
