import type { PackDescription } from '../engine/engine.js';
import { givenValue } from '../parameters/givenValue.js';
import type { ParameterOverrides } from '../parameters/overrides.js';
import { readSettings, windowFrames, type NodeSettings } from '../parameters/settings.js';
import type { Bag, BagTopic } from '../bags/bag.js';
import {
  cameraName,
  declaredCameras,
  everyCamera,
  noCamera,
  unreadImages,
  type BagCamera,
} from './cameras.js';

export interface Chosen {
  /** Of the cameras that are replayed; others that the parameters name are left out. */
  readonly settings: NodeSettings;
  readonly cameras: readonly BagCamera[];
  /** Declared cameras that the bag lacks, and topics of images that cannot be read, in words. */
  readonly absent: readonly string[];
}

/**
 * Which of a bag's topics are replayed as which cameras: the named topics, else the cameras of the
 * parameters, else every image topic. A camera that no parameter declares is named after its topic.
 *
 * @param path of the bag, for messages
 * @throws BAG_NO_CAMERA with the topics that the bag has; PARAMETER_* and CAMERA_* for wrong parameters
 */
export function chooseCameras(
  bag: Bag,
  path: string,
  parameters: ParameterOverrides,
  nodeName: string,
  topics: readonly string[],
): Chosen {
  const declared = readSettings(parameters).cameras;
  const found = declaredCameras(declared, bag.topics, nodeName);
  const every = everyCamera(bag.topics);
  let cameras: readonly BagCamera[];
  if (topics.length > 0) cameras = namedTopics(topics, found, bag, path);
  else if (declared.length > 0) cameras = found;
  else cameras = every;
  if (cameras.length === 0) {
    const expected =
      declared.length > 0
        ? `one of the cameras' topics (${declared.map(({ topic }) => topic).join(', ')})`
        : 'a topic of sensor_msgs/msg/Image or CompressedImage in CDR, as ros2 bag record writes it';
    throw noCamera(path, expected, bag.topics);
  }
  const values = new Map(parameters);
  for (const { name, topic } of cameras)
    if (!values.has(`cameras.${name}.topic`))
      values.set(`cameras.${name}.topic`, givenValue(topic));
  const settings = readSettings(values);
  const names = cameras.map(({ name }) => name);
  return {
    settings: {
      ...settings,
      cameras: names.map((name) => settings.cameras.find((camera) => camera.name === name)!),
    },
    cameras,
    absent: [
      ...declared
        .filter(({ name }) => topics.length === 0 && !names.includes(name))
        .map(({ name, topic }) => `camera ${name}: its topic ${topic} is not in the bag`),
      ...unreadImages(
        declared.length > 0 || topics.length > 0 ? ofCameras(cameras, bag) : bag.topics,
      ),
    ],
  };
}

/** The chosen cameras, each with the frames in a window that its parameters or the pack want. */
export function windowedCameras({ settings, cameras }: Chosen, pack: PackDescription) {
  return cameras.map((camera, i) => ({
    ...camera,
    windowFrames: windowFrames(settings.cameras[i]!, pack),
  }));
}

function ofCameras(cameras: readonly BagCamera[], bag: Bag): BagTopic[] {
  return bag.topics.filter(({ name }) => cameras.some(({ topic }) => topic === name));
}

function namedTopics(
  topics: readonly string[],
  declared: readonly BagCamera[],
  bag: Bag,
  path: string,
): BagCamera[] {
  return topics.reduce<BagCamera[]>((chosen, topic) => {
    const camera = declared.find((one) => one.topic === topic);
    if (camera) return [...chosen, camera];
    const [image] = everyCamera(bag.topics.filter(({ name }) => name === topic));
    if (!image) throw noCamera(path, `images on ${topic}`, bag.topics);
    const taken = [...declared, ...chosen].map(({ name }) => name);
    return [...chosen, { ...image, name: cameraName(topic, taken) }];
  }, []);
}
