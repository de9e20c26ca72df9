import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { Cider } from './cider.js';
import { decodeRatio } from './curve.js';
import { GroupCurves, type Curves } from './groupCurves.js';
import { totalSeconds, type Measured } from './measured.js';
import { ORACLES } from './oracles.js';
import type { QualityReport } from './report.js';
import type { Spoken } from './spoken.js';
import { strategies } from './strategies/index.js';
import type { Texts } from './texts.js';

/** A group's texts by the paper's protocol, for every strategy. */
export async function qualityReport(
  group: readonly Measured[],
  spoken: readonly Spoken[],
  setting: SelectiveDecoding,
  texts: Texts,
  withOracles: boolean,
  say: (line: string) => void,
): Promise<QualityReport> {
  const events = group.flatMap(({ stream }) => stream.events);
  const of = new GroupCurves(group, texts, new Cider(events.map((event) => event.texts)));
  const point = { setting: setting.threshold, segments: spoken.map((each) => each.texts) };
  const node = await of.point(point, 'said');
  say(`  node: ${node.decodes_per_s.toFixed(3)} decodes/s, CIDEr ${node.cider.toFixed(3)}`);

  const curves: Record<string, Curves[string]> = { node: [node], uniform: await of.uniform() };
  let oracleQualityRatio: number | null = null;
  if (withOracles) {
    Object.assign(curves, await of.oracles());
    const alike = [];
    for (const oracle of ORACLES) alike.push(await of.oracleLike(oracle, point.segments));
    oracleQualityRatio = node.cider / Math.max(...alike.map(({ cider }) => cider));
  }
  for (const named of strategies) {
    curves[named.name] = await of.online(named);
    say(`  ${named.name}: ${texts.decodes} texts decoded so far`);
  }
  const cider = decodeRatio(curves.uniform!, node.decodes_per_s, node.cider, 'cider');
  const cosine = decodeRatio(curves.uniform!, node.decodes_per_s, node.cosine, 'cosine');
  return {
    quality_minutes: totalSeconds(group) / 60,
    decodes_per_s: node.decodes_per_s,
    cider: node.cider,
    cosine: node.cosine,
    decode_ratio: cider?.ratio ?? null,
    decode_ratio_at_least: cider?.at_least ?? false,
    decode_ratio_cosine: cosine?.ratio ?? null,
    oracle_quality_ratio: oracleQualityRatio,
    curves,
  };
}
