import { setTimeout as sleep } from 'node:timers/promises';
import { pathOf } from '../systems.js';
import { LineProcess } from './lineProcess.js';

/** What a camera sends; another device may be plugged in in its place. */
export interface Device {
  readonly width: number;
  readonly height: number;
  readonly encoding: string;
  /** Its clock, against this machine's. */
  readonly offsetSeconds: number;
}

export const devices: readonly Omit<Device, 'offsetSeconds'>[] = [
  { width: 320, height: 240, encoding: 'rgb8' },
  { width: 640, height: 480, encoding: 'bgr8' },
  { width: 424, height: 240, encoding: 'mono8' },
  { width: 848, height: 480, encoding: 'rgb8' },
];

/** One camera of the robot: a publisher in a process of its own. */
export class Camera {
  readonly topic: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #seed: number;
  readonly #rateHz: number;
  #device: Device = { ...devices[0]!, offsetSeconds: 0 };
  #process: LineProcess | undefined;

  constructor(
    readonly name: string,
    { rateHz, seed }: { readonly rateHz: number; readonly seed: number },
    environment: Readonly<Record<string, string>>,
  ) {
    this.topic = `/${name}/image_raw`;
    this.#environment = environment;
    this.#seed = seed;
    this.#rateHz = rateHz;
  }

  get device(): Device {
    return this.#device;
  }

  plug(device: Partial<Device> = {}): void {
    this.#device = { ...this.#device, ...device };
    const camera = {
      topic: this.topic,
      ...this.#device,
      rateHz: this.#rateHz,
      seed: this.#seed,
    };
    const command = ['python3', pathOf('bench/soak/camera.py'), JSON.stringify(camera)];
    this.#process = new LineProcess(command, this.#environment, () => {});
  }

  /** As if its cable was pulled: the process gets no chance to say goodbye. */
  async unplug(): Promise<void> {
    await this.#process?.end('SIGKILL');
    this.#process = undefined;
  }

  async replug(seconds: number, device: Partial<Device>): Promise<void> {
    await this.unplug();
    await sleep(seconds * 1000);
    this.plug(device);
  }
}
