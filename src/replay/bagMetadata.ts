import { parse } from 'yaml';
import { VljepaError } from '../errors.js';

/** What a replay needs of rosbag2's metadata.yaml. */
export interface BagMetadata {
  /** In the order of recording, relative to the folder. */
  readonly files: readonly string[];
  /** Each message is a zstd frame of its own. */
  readonly compressedMessages: boolean;
}

/**
 * @param path for messages only
 * @throws BAG_UNREADABLE where the text is no metadata.yaml
 */
export function readBagMetadata(text: string, path: string): BagMetadata {
  let information: Record<string, unknown> | undefined;
  try {
    const document = parse(text) as {
      rosbag2_bagfile_information?: Record<string, unknown>;
    } | null;
    information = document?.rosbag2_bagfile_information;
  } catch (error) {
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} cannot be read: ${(error as Error).message.split('\n')[0]}`,
      { cause: error },
    );
  }
  const files = information?.['relative_file_paths'];
  if (!information || !Array.isArray(files) || !files.every((file) => typeof file === 'string')) {
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} is no metadata of rosbag2: expected rosbag2_bagfile_information with relative_file_paths`,
    );
  }
  const mode = information['compression_mode'];
  return {
    files,
    compressedMessages: typeof mode === 'string' && mode.toUpperCase() === 'MESSAGE',
  };
}
