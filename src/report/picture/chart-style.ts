// How a sequence chart looks, in light and dark. In: nothing. Out: style sheets of classes; the colours are variables,
// so that a page can share them. No picture holds a style attribute: a strict content policy forbids those.

/** Colours by meaning. `page` and `panel` are grounds, `ink` is text, `quiet` lesser text, `line` rules. */
export const LIGHT = `
  --page: #ffffff; --panel: #f6f7f9; --ink: #1c2430; --quiet: #5d6878; --line: #d5dae2; --band: #f3f5f9;
  --box: #ffffff; --box-edge: #8a97a8; --accent: #1f5fd0; --soft: #dbe7ff;
  --token: #7a4cc2; --link: #0f7b6c; --fault: #b3541e; --bad: #b3261e; --bad-soft: #fbe4e2;
  --good: #1a7f37; --good-soft: #dcf3e3; --unsure: #8a6100; --unsure-soft: #fbefcf; --knot: #b3261e;
  --h0: #e3ecfb; --h1: #e4f3ea; --h2: #f3eadb;`;

export const DARK = `
  --page: #12161c; --panel: #1a2029; --ink: #e3e8ef; --quiet: #9aa6b6; --line: #323b48; --band: #171d25;
  --box: #1f2731; --box-edge: #6b7889; --accent: #7fb0ff; --soft: #203252;
  --token: #c3a2f5; --link: #6fd3c2; --fault: #f0a270; --bad: #ff8a80; --bad-soft: #40201f;
  --good: #7ddc97; --good-soft: #17351f; --unsure: #f0c75e; --unsure-soft: #3a2f12; --knot: #ff8a80;
  --h0: #1f2d47; --h1: #1d3527; --h2: #3a3020;`;

/** The classes of `drawChart`. */
export const CHART_STYLE = `
.chart text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink); }
.chart .host { stroke: none; } .chart .h0 { fill: var(--h0); } .chart .h1 { fill: var(--h1); } .chart .h2 { fill: var(--h2); }
.chart .host-name, .chart .lane-name text, .chart .label, .chart .wait-text { text-anchor: middle; }
.chart .host-name { font-weight: 600; fill: var(--quiet); }
.chart .lane-name text { font-weight: 600; }
.chart .band { fill: var(--band); }
.chart .life { stroke: var(--line); stroke-width: 1; }
.chart .hit { fill: transparent; }
.chart .n { fill: var(--quiet); text-anchor: end; }
.chart .box { fill: var(--box); stroke: var(--box-edge); stroke-width: 1; }
.chart .delivery .box, .chart .notice .box { stroke-dasharray: 3 2; }
.chart .page-fault .box, .chart .fault .box { stroke: var(--fault); fill: var(--box); }
.chart .user .box { stroke: var(--token); }
.chart .arrow path { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.chart .arrow .tip { fill: var(--accent); stroke: none; }
.chart .arrow path.tip { stroke: none; fill: var(--accent); }
.chart .token path { stroke: var(--token); stroke-dasharray: 5 3; } .chart .token .tip, .chart .token path.tip { fill: var(--token); }
.chart .connection path { stroke: var(--link); stroke-dasharray: 2 3; } .chart .connection .tip, .chart .connection path.tip { fill: var(--link); }
.chart .arrow.fault path { stroke: var(--fault); stroke-dasharray: 7 3; } .chart .arrow.fault .tip, .chart .arrow.fault path.tip { fill: var(--fault); }
.chart .bar { fill: var(--page); stroke: var(--quiet); stroke-width: 1; }
.chart .hatch { fill: url(#hatch); }
.chart .wait-text { fill: var(--quiet); font-size: 11px; font-style: italic; paint-order: stroke; stroke: var(--page); stroke-width: 4px; }
.chart .knot .bar { stroke: var(--knot); } .chart .knot .hatch { fill: url(#hatch-knot); }
.chart .knot .wait-text { fill: var(--knot); font-weight: 600; }
.hatch-line { stroke: var(--quiet); stroke-width: 1.6; } .hatch-line-knot { stroke: var(--knot); stroke-width: 2; }
.chart .fold rect { fill: var(--panel); } .chart .fold text { fill: var(--quiet); font-style: italic; }
.chart .mark rect { fill: var(--bad-soft); fill-opacity: .88; } .chart .mark text { fill: var(--bad); font-weight: 600; }
.chart .end rect { fill: var(--bad-soft); } .chart .end text { fill: var(--bad); font-weight: 700; }
.chart .well rect { fill: var(--good-soft); } .chart .well text { fill: var(--good); }
.chart .loop path { fill: none; stroke: var(--token); stroke-width: 2; }
`;

/** The hatching; an element of its own, once per document. */
export const HATCHES =
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern>' +
  '<pattern id="hatch-knot" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<line class="hatch-line-knot" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>';
