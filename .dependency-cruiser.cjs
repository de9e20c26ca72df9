// Which module may import which: the table of docs/architecture.md as a check (`npm run lint`).
const CORE =
  '^src/(operators|selective|watches|(perception|frame|settings|executionProvider|worldState|sink|vocabularyCheck)\\.ts$)';

/** Only `module` imports the package `name`. */
const onlyFrom = (name, module) => ({
  name: `${name}-has-one-importer`,
  comment: `${name} is imported by ${module} alone`,
  severity: 'error',
  from: { path: '^(src|demo|bench)/', pathNot: module },
  to: { path: `node_modules/${name}/`, dependencyTypesNot: ['type-only'] },
});

/** What is at `from` imports nothing of src but what is at `allowed`. */
const layer = (name, from, allowed) => ({
  name,
  comment: `expected ${from} to import no more of src than ${allowed}`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
});

const ERRORS = '^src/errors\\.ts$';
const FRAME = '^src/frame\\.ts$';
const ENGINE = '^src/engine/(engine|openEngine|checkPack)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circular-imports', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'installed-without-checkout',
      comment: 'a robot has src alone: demo, bench and test stay in the checkout',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(demo|bench|test|scripts|training)/' },
    },
    {
      name: 'core-is-pure',
      comment: 'the pipeline runs in tests without ROS, files or threads',
      severity: 'error',
      from: { path: CORE },
      to: { dependencyTypes: ['core'] },
    },
    layer('core-imports-core', CORE, [ERRORS, ENGINE, '^src/metrics/']),
    layer('metrics-are-core', '^src/metrics/', [CORE, ERRORS, ENGINE, '^src/parameters/']),
    layer('images-stand-alone', '^src/image/', [ERRORS, FRAME, '^src/pack/schema/']),
    layer('bags-stand-alone', '^src/bags/', [ERRORS]),
    {
      name: 'engine-behind-its-interface',
      comment: 'nobody else knows that there is a worker',
      severity: 'error',
      from: { path: '^(src|demo)/', pathNot: '^src/engine/' },
      to: { path: '^src/engine/', pathNot: ENGINE },
    },
    {
      name: 'ros-is-an-edge',
      comment: 'only the programs import what talks to DDS',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(ros/|main\\.ts$|cli/)' },
      to: { path: '^src/ros/' },
    },
    {
      name: 'files-are-an-edge',
      comment: 'the node reads no bag and writes no report',
      severity: 'error',
      from: { path: ['^src/(ros|engine|pack|image|parameters|messages|metrics)/', CORE] },
      to: { path: '^src/(bags|replay|report)/' },
    },
    onlyFrom('rclnodejs', '^src/ros/loadRclnodejs\\.ts$'),
    onlyFrom('onnxruntime-node', '^src/engine/.*onnx\\.ts$'),
    onlyFrom('opencv-wasm', '^src/image/'),
    onlyFrom('@photostructure/sqlite', '^src/memory/momentDatabase\\.ts$'),
    layer('memory-is-a-store', '^src/memory/', [
      CORE,
      ERRORS,
      '^src/makeFolder\\.ts$',
      '^src/pack/',
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
