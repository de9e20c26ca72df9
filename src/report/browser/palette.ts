const NAMES = [
  'card',
  'ink',
  'soft',
  'rule',
  'curve',
  'other-curve',
  'threshold',
  'event',
  'accent',
] as const;
const HUES = 6;

/** The style sheet's colours as a canvas takes them. */
export interface Palette {
  readonly of: Readonly<Record<(typeof NAMES)[number], string>>;
  /** Colours of segments and labels; neighbours differ. */
  readonly hue: (index: number) => string;
  /** How strongly a segment's stretch is filled. */
  readonly band: number;
}

/** As the page looks now: light or dark. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  // A custom property is only resolved where it is used.
  const resolved = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const hues = Array.from({ length: HUES }, (_, i) => resolved(`c${i}`));
  const colours = Object.fromEntries(NAMES.map((name) => [name, resolved(name)]));
  const band = Number(getComputedStyle(probe).getPropertyValue('--band'));
  probe.remove();
  return {
    of: colours as Palette['of'],
    hue: (index) => hues[index % HUES]!,
    band,
  };
}
