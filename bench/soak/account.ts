/** As vljepa/CameraMetrics, from JSON. */
export interface CameraCounts {
  readonly camera: string;
  readonly frames: number;
  readonly skipped: number;
  readonly windows: number;
  readonly texts: number;
  readonly drops: readonly { readonly name: string; readonly count: number }[];
}

/** What became of all frames. */
export interface Account {
  readonly frames: number;
  readonly skipped: number;
  readonly windows: number;
  readonly texts: number;
  readonly drops: Readonly<Record<string, number>>;
  /** Frames that are neither windows nor skipped nor dropped; below 0: counted twice. */
  readonly unaccounted: number;
}

export const emptyAccount: Account = {
  frames: 0,
  skipped: 0,
  windows: 0,
  texts: 0,
  drops: {},
  unaccounted: 0,
};

/** Adds what a camera counted between two configures, once nothing is in flight. */
export function accountFor(account: Account, counts: CameraCounts): Account {
  const drops = { ...account.drops };
  let dropped = 0;
  for (const { name, count } of counts.drops) {
    drops[name] = (drops[name] ?? 0) + count;
    // A text is not a frame.
    if (!name.startsWith('text_')) dropped += count;
  }
  return {
    frames: account.frames + counts.frames,
    skipped: account.skipped + counts.skipped,
    windows: account.windows + counts.windows,
    texts: account.texts + counts.texts,
    drops,
    unaccounted: account.unaccounted + counts.frames - counts.windows - counts.skipped - dropped,
  };
}
