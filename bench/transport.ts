import { describeLoad, usualLoads } from './loads.js';
import { pathOf, systemFor } from './systems.js';
import { packFolder } from '../src/pack/packFolder.js';
import { measureTurn } from './turn.js';

/**
 * How many large best-effort images arrive with a stock Fast DDS and with config/fastdds.xml, in
 * turns. `node dist/bench/transport.js [ROUNDS]` inside scripts/with-ros.
 */
const SECONDS = 10;
const rounds = Number(process.argv[2] ?? 2);
const profiles = { stock: undefined, tuned: pathOf('config/fastdds.xml') };
let domain = 230;

for (const load of usualLoads.filter(({ cameras, rateHz }) => cameras === 1 && rateHz === 30)) {
  const system = systemFor('node', load, packFolder('nano'), 1, 'best_effort');
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, profile] of Object.entries(profiles)) {
      domain = domain === 232 ? 230 : domain + 1;
      const { due, received = 0 } = await measureTurn(system, load, {
        seconds: SECONDS,
        warmupSeconds: 0,
        domain,
        reliability: 'best_effort',
        environment: {
          FASTRTPS_DEFAULT_PROFILES_FILE: profile,
          FASTDDS_DEFAULT_PROFILES_FILE: profile,
        },
      });
      console.log(`${describeLoad(load)}, best effort, ${name}: ${received} of ${due} arrived`);
    }
  }
}
