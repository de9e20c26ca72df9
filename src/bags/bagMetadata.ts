import { parse } from 'yaml';

/**
 * The files that a rosbag2 metadata.yaml names, in the order of recording.
 *
 * @throws {Error} if the text is not rosbag2 metadata; the message says why
 */
export function filesInMetadata(text: string): string[] {
  if (text.trim() === '') throw new Error('it is empty');
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new Error((error as Error).message.split('\n')[0], { cause: error });
  }
  const information = (document as { rosbag2_bagfile_information?: unknown } | null)
    ?.rosbag2_bagfile_information as Record<string, unknown> | null | undefined;
  const files = information?.['relative_file_paths'];
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string')) {
    throw new Error('expected rosbag2_bagfile_information with relative_file_paths');
  }
  return files;
}
