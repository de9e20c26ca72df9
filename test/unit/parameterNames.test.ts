import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VljepaError, type ErrorCode } from '../../src/errors.js';
import { givenValue } from '../../src/parameters/givenValue.js';
import { nearest } from '../../src/parameters/nearest.js';
import { readSettings } from '../../src/parameters/settings.js';
import { checkFullTopic, checkTopic } from '../../src/parameters/cameraTopic.js';

function refusal(code: ErrorCode, work: () => unknown): string {
  let message = '';
  assert.throws(work, (error) => {
    assert.ok(error instanceof VljepaError, String(error));
    assert.equal(error.code, code);
    ({ message } = error);
    return true;
  });
  return message;
}

test('a name that no camera can have is refused with what is allowed and what would do', () => {
  const cases: readonly [name: string, message: RegExp][] = [
    [
      'cameras.front-left.topic',
      /"front-left" with "-" at character 6: cameras\.front_left\.topic can/,
    ],
    ['cameras.küche.topic', /"ü" at character 2: cameras\.kuche\.topic can be used/],
    ['cameras.カメラ.topic', /"カ" at character 1: cameras\.front\.topic can be used/],
    [
      'cameras.front.left.topic',
      /"front\.left" with "\." at character 6: cameras\.front_left\.topic/,
    ],
    ['cameras.front left.rate', /" " at character 6: cameras\.front_left\.rate can be used/],
    ['cameras..topic', /letters a to z and A to Z, digits and _, such as cameras\.front\.topic/],
    [
      'cameras.front',
      /expected the parameters of a camera, such as cameras\.front\.topic, got a value/,
    ],
  ];
  for (const [name, message] of cases) {
    const values = new Map([
      [name, givenValue('/image')],
      ['cameras.other.topic', givenValue('/other')],
    ]);
    const said = refusal('CAMERA_NAME', () => readSettings(values));
    assert.ok(said.startsWith(`parameter ${name}: `), said);
    assert.match(said, message);
  }
});

test('the parameter that was meant is the nearest, if any is near', () => {
  const known = [
    'query',
    'labels',
    'threads',
    'selective_decoding.threshold',
    'cameras.front.rate',
  ];
  assert.equal(nearest('querry', known), 'query');
  assert.equal(nearest('lables', known), 'labels');
  assert.equal(nearest('threshold', known), 'selective_decoding.threshold');
  assert.equal(nearest('selective.threshold', known), 'selective_decoding.threshold');
  assert.equal(nearest('cameras.front.rat', known), 'cameras.front.rate');
  assert.equal(nearest('cameras.front.Rate', known), 'cameras.front.rate');
  for (const far of ['', 'x', 'image_topic', 'robot_description', 'x'.repeat(10_000)])
    assert.equal(nearest(far, known), undefined, far);
});

test('topics that ROS allows pass', () => {
  const topics = [
    '/camera/image_raw',
    'camera/image',
    '~/image',
    '~',
    '/a',
    '_x',
    '/_/b1',
    'a1/B_2',
  ];
  for (const topic of ['', ...topics, '{ns}/image', '/{node}/x', 'a{node}b', '{namespace}/image'])
    checkTopic('front', topic);
  checkFullTopic('front', `/${'x'.repeat(246)}`);
});

test('topics that ROS forbids are refused with camera, topic, character and place', () => {
  const cases: readonly [topic: string, fault: RegExp][] = [
    ['/camera//image', /two \/ in a row at character 8/],
    ['//image', /two \/ in a row at character 1/],
    ['/camera/', /must not end with \/ \(at character 8\)/],
    ['/', /no name after the \//],
    [' ', /" " at character 1 is not allowed: letters/],
    ['/front camera/image', /" " at character 7/],
    ['/front-camera/image', /"-" at character 7/],
    ['/küche/image', /"ü" at character 3/],
    ['/カメラ', /"カ" at character 2/],
    ['/a🤖', /"🤖" at character 3/],
    ['/a\n', /"\\n" at character 3/],
    ['/1abc', /begin with a digit, got "1" at character 2/],
    ['2d/image', /begin with a digit, got "2" at character 1/],
    ['/a/3d', /got "3" at character 4/],
    ['~foo', /~ must be followed by \/, got "f" at character 2/],
    ['/a/~/b', /~ is allowed at the beginning only, got one at character 4/],
    ['/a~', /only, got one at character 3/],
    ['/{robot}/image', /no substitution \{robot\} \(at character 2\), only \{node\}/],
    ['/{}/image', /no substitution \{\}/],
    ['/{node/image', /the \{ at character 2 has no matching brace/],
    ['/node}/image', /the \} at character 6 has no matching brace/],
    ['/a.b', /"\." at character 3/],
    ['https://x', /":" at character 6/],
  ];
  for (const [topic, fault] of cases) {
    const said = refusal('CAMERA_TOPIC', () => checkTopic('front', topic));
    assert.ok(
      said.startsWith(`camera front: ROS does not allow the topic ${JSON.stringify(topic)}: `),
      said,
    );
    assert.match(said, fault);
    assert.match(said, /; set cameras\.front\.topic$/);
  }
  const long = `/${'x'.repeat(247)}`;
  assert.match(
    refusal('CAMERA_TOPIC', () => checkFullTopic('front', long)),
    /248 characters long, at most 247/,
  );
});
