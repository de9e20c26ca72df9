/** Kinds of events in which an arm moves. */
const ARM = words(
  'reach grasp lift carry place_on place_in place_beside push stack topple drop open close hand_over retract',
);
/** In which the camera moves with the robot. */
const CAMERA = words('drive_forward drive_backward turn_left turn_right approach pass_doorway');
const PERSON = words('person_comes person_leaves person_crosses');

/** What is true besides where something is: by an event's kind. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  place_beside: ['place_on'],
  place_in: ['place_on'],
  stack: ['place_on'],
  hold: ['arm_moves'],
  arm_moves: ['arm_in_view'],
  person_moves: ['person_in_view'],
  camera_moves: [],
  ...Object.fromEntries(PERSON.map((kind) => [kind, ['person_moves']])),
  ...Object.fromEntries(CAMERA.map((kind) => [kind, ['camera_moves']])),
};

/** What the records of other worlds call what the sentences claim. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  // The sample bag.
  place: ['place_on'],
  retreat: ['retract'],
  lights_off: ['light_off'],
  lights_on: ['light_on'],
  object_vanishes: ['vanish'],
  hand_in: ['person_moves', 'appear'],
  hand_out: ['person_moves'],
  view_blocked: ['path_blocked', 'appear'],
  drive: ['drive_forward'],
  enter_room: ['drive_forward', 'pass_doorway'],
  wall_close: ['drive_forward', 'approach'],
  person_in: ['person_comes', 'path_blocked', 'approach'],
  person_out: ['person_leaves', 'path_cleared'],
  // Real footage.
  fold: ['hold'],
  wipe: ['hold'],
  pour: ['hold'],
  person_stands: ['person_in_view'],
};

/** Claims that say how things are, and not that they change. */
const STANDING = words('arm_in_view person_in_view nothing_moves');

/**
 * What can be claimed where an event of this kind happens.
 *
 * @param text tells left from right where the kind does not
 */
export function claimsOf(kind: string, text: string): Set<string> {
  const claims = new Set<string>();
  const add = (claim: string): void => {
    if (claims.has(claim)) return;
    claims.add(claim);
    for (const other of ALSO_CALLED[claim] ?? []) add(other);
    for (const other of IMPLIED[claim] ?? []) add(other);
    if (ARM.includes(claim)) add('arm_moves');
  };
  add(kind === 'turn' ? (/\bleft\b/.test(text) ? 'turn_left' : 'turn_right') : kind);
  if (kind === 'place' && /\b(in|into)\b/.test(text)) add('place_in');
  if (kind.startsWith('light') && text.startsWith('the arm ')) add('arm_moves');
  if (!STANDING.includes(kind)) claims.add('something_changes');
  return claims;
}

function words(line: string): readonly string[] {
  return line.split(' ');
}
