import type { Search } from './search.js';
import type { Entry, TextList } from './textList.js';
import type { View } from './view.js';

/** Milliseconds after a key before it is searched. */
const PAUSE_MS = 60;

/** The field in the bar: what it holds is searched as it is typed; Enter goes from one text to the next. */
export function searchForm(
  form: HTMLFormElement,
  search: Search,
  list: TextList,
  view: View,
  pick: (entry: Entry) => void,
): void {
  const field = form.querySelector('input')!;
  const found = form.querySelector('output')!;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    timer = undefined;
    search.look(field.value);
    found.textContent = search.isOn ? `${list.shown.length} of ${list.total}` : '';
  };
  // Texts of several cameras may share a moment: from the last one that was gone to, by their numbers.
  let last: Entry | undefined;
  const at = () => (last?.seconds === view.cursor ? last : undefined);
  const after = (shown: readonly Entry[]) => {
    const from = at()?.number;
    const isBehind = ({ number, seconds }: Entry) =>
      from === undefined ? seconds > (view.cursor ?? -Infinity) : number > from;
    return shown.find(isBehind) ?? shown[0];
  };
  const before = (shown: readonly Entry[]) => {
    const from = at()?.number;
    const isAhead = ({ number, seconds }: Entry) =>
      from === undefined ? seconds < (view.cursor ?? Infinity) : number < from;
    return shown.findLast(isAhead) ?? shown.at(-1);
  };
  const go = (isForward: boolean) => {
    if (timer !== undefined) look();
    const next = isForward ? after(list.shown) : before(list.shown);
    if (!next) return;
    last = next;
    pick(next);
  };
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.shiftKey) {
      event.preventDefault();
      go(false);
    } else if (event.key === 'Escape') {
      field.value = '';
      look();
    }
  });
  form.querySelector('[data-find=previous]')!.addEventListener('click', () => go(false));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    go(true);
  });
}
