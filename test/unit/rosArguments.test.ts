import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitArguments } from '../../src/ros/arguments.js';

const refused = (pattern: RegExp) => ({ code: 'COMMAND_LINE', message: pattern });

for (const [args, message] of [
  [['--nonsense'], /expected --ros-args .*got "--nonsense"/],
  [['image:=/front'], /expected --ros-args .*got "image:=\/front"/],
  [['--ros-args', '--', 'more'], /expected --ros-args .*got "more"/],
  [['--ros-args', '--nonsense'], /expected one of .*--params-file.*got "--nonsense"/],
  [['--ros-args', 'image:=/front'], /expected one of -p.*got "image:=\/front"/],
  [['--ros-args', '-p'], /a value after -p, got the end of the command line/],
  [['--ros-args', '--params-file'], /a value after --params-file, got the end/],
  [['--ros-args', '-r'], /a value after -r, got the end/],
  [['--ros-args', '--log-level'], /a value after --log-level, got the end/],
  [['--ros-args', '-e'], /a value after -e, got the end/],
  [['--ros-args', '-e', 'robot'], /a name such as \/robot1 after -e, got "robot"/],
  [['--ros-args', '--log-level', 'nonsense'], /debug, info, .* got "nonsense"/],
  [['--ros-args', '--log-level', 'vljepa:=loud'], /debug, info, .* got "vljepa:=loud"/],
  [['--ros-args', '-r', 'bad'], /from:=to after -r, got "bad"/],
  [['--ros-args', '-r', ':=/front'], /from:=to|topic or service name/],
  [['--ros-args', '-r', 'image:='], /topic or service name .*got ""/],
  [['--ros-args', '-r', 'image:=/front camera'], /topic or service name.*got "\/front camera"/],
  [['--ros-args', '-r', 'image:=/1st'], /topic or service name.*got "\/1st"/],
  [['--ros-args', '-r', 'image:=//front'], /topic or service name.*got "\/\/front"/],
  [['--ros-args', '-r', '__node:=a b'], /a node name .*got "a b"/],
  [['--ros-args', '-r', '__node:=a/b'], /a node name .*got "a\/b"/],
  [['--ros-args', '-r', '__name:=1st'], /a node name .*got "1st"/],
  [['--ros-args', '-r', '__node:='], /a node name .*got ""/],
  [['--ros-args', '-r', '__ns:=//'], /a namespace such as .*got "\/\/"/],
  [['--ros-args', '-r', '__ns:=robot1'], /a namespace such as .*got "robot1"/],
  [['--ros-args', '-r', '__ns:=/robot1/'], /a namespace such as .*got "\/robot1\/"/],
] as const) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => splitArguments(args), refused(message));
  });
}

test('what rcl understands goes on to it', () => {
  const args = [
    ...['-r', 'image:=/front/image_raw', '-r', '~/text:=words', '-r', '/a/b:=~/c'],
    ...['-r', 'vljepa:image:=/rear', '-r', '__node:=eyes', '-r', 'vljepa:__ns:=/robot1/head'],
    ...['--remap', '__ns:=/', '-r', 'rostopic://image:=/front', '-r', '__name:=_eyes2'],
    ...['--log-level', 'DEBUG', '--log-level', 'rcl.logging:=warn', '-e', '/robot1'],
    ...['--enable-rosout-logs', '--disable-stdout-logs', '--disable-external-lib-logs'],
    ...['--log-file-name', 'eyes', '--log-config-file', 'log.conf'],
  ];
  const split = splitArguments(['--ros-args', ...args, '--', '--ros-args', '-p', 'a:=1']);
  assert.deepEqual(split, { rcl: ['--ros-args', ...args], parameters: [{ assignment: 'a:=1' }] });
});

test('help is answered wherever it stands', () => {
  for (const args of [['--help'], ['-h'], ['--ros-args', '-p', 'a:=1', '--help'], ['x', '-h']]) {
    assert.equal(splitArguments(args), 'help');
  }
});
