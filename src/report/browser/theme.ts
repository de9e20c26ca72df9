const KEY = 'vljepa-report-colours';
type Theme = 'auto' | 'light' | 'dark';

/** Light, dark or what the reader's system prefers; kept for the next report. */
export function followTheme(changed: () => void): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('.theme input')];
  const set = (theme: Theme) => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    for (const input of inputs) input.checked = input.value === theme;
    changed();
  };
  for (const input of inputs)
    input.addEventListener('change', () => {
      keep(input.value);
      set(input.value as Theme);
    });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  const kept = keptTheme();
  if (kept === 'light' || kept === 'dark') set(kept);
}

/** Draws for white paper while the page is printed. */
export function printInLight(draw: () => void): void {
  const root = document.documentElement;
  let before: string | undefined;
  addEventListener('beforeprint', () => {
    before = root.dataset['theme'];
    root.dataset['theme'] = 'light';
    draw();
  });
  addEventListener('afterprint', () => {
    if (before === undefined) delete root.dataset['theme'];
    else root.dataset['theme'] = before;
    draw();
  });
}

/** A browser may refuse to keep anything for a file. */
function keep(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this page only.
  }
}

function keptTheme(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
