/**
 * Runs in the reader's browser: shows time, change and text under the pointer. The report is
 * complete without it.
 */
export const script = `
for (const box of document.querySelectorAll('.scroll')) {
  const svg = box.querySelector('svg'), tip = box.querySelector('.tip'), cursor = svg.querySelector('.cursor');
  const { points, texts } = JSON.parse(box.querySelector('script').textContent);
  const [line, dot] = cursor.children;
  const hide = () => { tip.style.visibility = 'hidden'; cursor.setAttribute('visibility', 'hidden'); };
  box.addEventListener('pointerleave', hide);
  box.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / frame.width;
    const x = (event.clientX - frame.left) * scale;
    const near = points.reduce((a, b) => (Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a), points[0]);
    if (!near || Math.abs(near[0] - x) > 24) return hide();
    const [px, py, time, change, text] = near;
    line.setAttribute('x1', px); line.setAttribute('x2', px);
    dot.setAttribute('cx', px); dot.setAttribute('cy', py);
    cursor.setAttribute('visibility', 'visible');
    tip.textContent = time + '   change ' + change + (texts[text] ? '   ' + texts[text] : '');
    tip.style.visibility = 'visible';
    const left = px / scale + (px / scale > frame.width / 2 ? -tip.offsetWidth - 12 : 12);
    tip.style.left = left + 'px';
    tip.style.top = svg.dataset.top / scale + 8 + 'px';
  });
}
`;
