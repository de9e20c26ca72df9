/** Colours of all plots, by the colour scheme of whoever looks at them. */
export const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.tick, .label { fill: #59636e; }
.page { fill: #ffffff; }
.grid { stroke: #d1d9e0; }
path { fill: none; stroke-width: 2; }
.node path, .node circle { stroke: #cf222e; fill: #cf222e; }
.uniform path { stroke: #0969da; } .uniform circle { fill: #0969da; }
.ward path { stroke: #1a7f37; } .ward circle { fill: #1a7f37; }
.kernel path { stroke: #8250df; } .kernel circle { fill: #8250df; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.tick, .label { fill: #9198a1; }
.page { fill: #0d1117; }
.grid { stroke: #3d444d; }
.node path, .node circle { stroke: #ff7b72; fill: #ff7b72; }
.uniform path { stroke: #58a6ff; } .uniform circle { fill: #58a6ff; }
.ward path { stroke: #3fb950; } .ward circle { fill: #3fb950; }
.kernel path { stroke: #bc8cff; } .kernel circle { fill: #bc8cff; }
}
`;
