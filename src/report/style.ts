/** The report's style sheet: light and dark, screen and paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1a2029; --soft: #667085; --rule: #e4e7ec;
  --curve: #1f4fd8; --threshold: #d92d4b; --event: #b25e09;
  --h0: 214 90% 52%; --h1: 160 70% 38%; --h2: 280 62% 56%; --h3: 28 88% 50%; --h4: 190 80% 40%; --h5: 340 70% 54%;
  --band: 0.11;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --ink: #e6e9ee; --soft: #97a1b0; --rule: #2a313b;
    --curve: #7ea6ff; --threshold: #ff6b81; --event: #e8a23d;
    --h0: 214 90% 66%; --h1: 160 60% 52%; --h2: 280 70% 72%; --h3: 28 90% 62%; --h4: 190 75% 56%; --h5: 340 80% 70%;
    --band: 0.15;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1260px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 17px; margin: 0 0 4px; }
.under { color: var(--soft); margin: 4px 0 0; overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: 10px; margin: 22px 0; padding: 0; }
.figures div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 10px 18px 9px; min-width: 104px; }
.figures dt { color: var(--soft); font-size: 12.5px; }
.figures dd { margin: 0; font-size: 22px; font-weight: 620; line-height: 1.3; font-variant-numeric: tabular-nums; }
.notice { border: 1px solid var(--threshold); border-left-width: 5px; border-radius: 8px; background: var(--card);
  padding: 9px 14px; margin: 0 0 16px; }
.notice ul { margin: 0; padding-left: 18px; } .notice li { overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 18px 20px; margin: 0 0 20px; }
.scroll { overflow-x: auto; position: relative; }
.chart { display: block; width: 100%; min-width: 820px; height: auto; font-size: 12px; fill: var(--ink); }
.c0 { --hue: var(--h0); } .c1 { --hue: var(--h1); } .c2 { --hue: var(--h2); }
.c3 { --hue: var(--h3); } .c4 { --hue: var(--h4); } .c5 { --hue: var(--h5); }
.band { fill: hsl(var(--hue) / var(--band)); }
.grid { stroke: var(--rule); stroke-width: 1; }
.mark { stroke: var(--soft); stroke-width: 1; }
.cut path { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
.tick, .row-label { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.row-label { text-anchor: end; }
.curve { fill: none; stroke: var(--curve); stroke-width: 1.7; stroke-linejoin: round; }
.threshold { fill: none; stroke: var(--threshold); stroke-width: 1.4; stroke-dasharray: 6 4; }
.threshold-label { fill: var(--threshold); font-size: 11.5px; text-anchor: end; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.confirmed { fill: var(--card); stroke: var(--curve); stroke-width: 2; }
.leader { fill: none; stroke: hsl(var(--hue) / 0.65); stroke-width: 1.3; }
.guide { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 1 4; stroke-linecap: round; opacity: 0.8; }
.frame-edge { fill: none; stroke: hsl(var(--hue)); stroke-width: 2; rx: 5px; }
.text circle { fill: hsl(var(--hue)); } .text .number { font-weight: 650; fill: var(--soft); }
.text text, .event text { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.event rect { fill: var(--event); } .event text { fill: var(--event); font-size: 11.5px; }
.cursor line { stroke: var(--soft); } .cursor circle { fill: var(--curve); }
.tip { position: absolute; pointer-events: none; background: var(--ink); color: var(--page); border-radius: 7px;
  padding: 5px 10px; font-size: 12.5px; line-height: 1.4; max-width: 300px; visibility: hidden; }
table { border-collapse: collapse; width: 100%; margin-top: 14px; }
th { text-align: left; font-weight: 550; font-size: 12.5px; color: var(--soft); padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); }
td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--rule); vertical-align: middle; }
tr:last-child td { border-bottom: 0; }
.texts th:last-child, .texts td:last-child { padding-left: 14px; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.words { font-weight: 550; width: 45%; overflow-wrap: anywhere; }
td.words i { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 9px; background: hsl(var(--hue)); }
td img { display: block; width: 88px; height: 66px; object-fit: cover; border-radius: 5px; border: 1px solid var(--rule); }
.tables { display: flex; flex-wrap: wrap; gap: 4px 48px; } .tables > div { flex: 1 1 320px; } .tables th, .tables td { padding: 4px 12px 4px 0; }
.legend { color: var(--soft); font-size: 12.5px; margin: 8px 0 0; }
.key { display: inline-block; vertical-align: middle; width: 20px; margin: -2px 5px 0 14px; border-top: 2px solid; }
.key:first-child { margin-left: 0; }
.key.dashed { border-top-style: dashed; }
footer { color: var(--soft); font-size: 12.5px; }
@media (max-width: 760px) {
  main { padding: 20px 10px; } .card { padding: 14px 12px; } td.words { min-width: 130px; }
  .texts :is(th, td):nth-child(n + 6) { display: none; }
}
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #111; --soft: #555; --rule: #ccc;
    --curve: #1f4fd8; --threshold: #c01f3c; --event: #8a4a06; --band: 0.13;
    --h0: 214 90% 46%; --h1: 160 70% 32%; --h2: 280 62% 50%; --h3: 28 88% 44%; --h4: 190 80% 34%; --h5: 340 70% 48%; }
  body { font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  .chart, tr, .figures div { break-inside: avoid; } .card { border: 0; padding: 0; }
  .chart { min-width: 0; } .scroll { overflow: visible; } .tip, .cursor { display: none; }
}
`;
