import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Engine } from '../../../src/engine/engine.js';
import { openEngine } from '../../../src/engine/openEngine.js';
import type { Manifest } from '../../../src/pack/manifest.js';
import { packFolder } from '../../../src/pack/packFolder.js';
import type { Stream } from '../stream.js';

/**
 * What `python -m vljepa_training.words` leaves: for each stream a graph of probabilities that was
 * fitted on others. Whoever makes one disposes of it.
 */
export class HeldOut {
  readonly #folder: string;
  readonly #pack: string;
  readonly #graphs: Readonly<Record<string, string>>;
  readonly #engines = new Map<string, Engine>();

  constructor(folder: string, pack: string) {
    this.#folder = folder;
    this.#pack = pack;
    this.#graphs = JSON.parse(readFileSync(join(folder, 'folds.json'), 'utf8')) as Record<
      string,
      string
    >;
  }

  /** @throws {Error} where no graph was fitted without the stream */
  async engineFor({ group, name }: Stream): Promise<Engine> {
    const graph = this.#graphs[`${group}/${name}`];
    if (graph === undefined) {
      throw new Error(
        `${this.#folder}/folds.json: expected a graph for ${group}/${name}, got none; fit again`,
      );
    }
    const known = this.#engines.get(graph);
    if (known !== undefined) return known;
    const engine = await engineWith(this.#pack, join(this.#folder, graph));
    this.#engines.set(graph, engine);
    return engine;
  }

  async dispose(): Promise<void> {
    for (const engine of this.#engines.values()) await engine.dispose();
  }
}

/** The pack with another graph of probabilities. */
async function engineWith(pack: string, graph: string): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-held-out-'));
  try {
    cpSync(packFolder(pack), folder, { recursive: true });
    const path = join(folder, 'pack.yaml');
    const manifest = parse(readFileSync(path, 'utf8')) as Manifest;
    const name = manifest.words!.graph;
    const bytes = readFileSync(graph);
    writeFileSync(join(folder, name), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = { ...manifest.files, [name]: { sha256, bytes: bytes.length } };
    writeFileSync(path, stringify({ ...manifest, files }));
    return await openEngine({ pack: folder, maxBatch: 1 });
  } finally {
    // The graphs are in memory.
    rmSync(folder, { recursive: true });
  }
}
