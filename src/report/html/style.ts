// The style sheet of a page. In: nothing. Out: CSS for screen and paper, light and dark. What needs the script is
// hidden until the script has marked the page as live.

import { CHART_STYLE, DARK, LIGHT } from '../picture/chart-style.ts';

export const PAGE_STYLE = `
:root {${LIGHT} color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root {${DARK} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 8px; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main, header, footer { padding: 0 24px; max-width: 2000px; margin: 0 auto; }
a { color: var(--accent); } .verdict a { color: inherit; }
code, pre, .mono, table.steps td { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
h1 { font-size: 24px; line-height: 1.25; margin: 22px 0 2px; display: flex; gap: 12px; align-items: baseline; flex-wrap: wrap; }
h1 .file { font-size: 16px; font-weight: 500; color: var(--quiet); overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 26px 0 8px; }
.facts { color: var(--quiet); margin: 0 0 10px; }
.badge { display: inline-block; padding: 1px 10px; border-radius: 7px; background: var(--panel); }
.violated { color: var(--bad); background: var(--bad-soft); } .holds { color: var(--good); background: var(--good-soft); }
.unknown { color: var(--unsure); background: var(--unsure-soft); }
.chip { display: inline-block; padding: 0 8px; border-radius: 10px; background: var(--soft); font-size: 13px; margin-right: 6px; }
.why { border-left: 4px solid var(--bad); background: var(--panel); padding: 10px 16px; margin: 10px 0; border-radius: 0 8px 8px 0; }
.why dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; }
.why dt { font-weight: 600; overflow-wrap: anywhere; } .why dd { margin: 0; max-width: 110ch; } .why h2 { margin: 0 0 6px; } .why .note { color: var(--quiet); }
.why .lesser { color: var(--quiet); font-weight: 400; }
.why ul { margin: 4px 0; padding-left: 20px; } .back { margin: 8px 0 0; } .back strong { color: var(--bad); }
tr:target td { background: var(--soft); }
table { border-collapse: collapse; } th { text-align: left; font-weight: 600; color: var(--quiet); }
th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.scroll { overflow-x: auto; }
td.verdict span { padding: 0 8px; border-radius: 6px; white-space: nowrap; }
.rerun { background: var(--panel); padding: 8px 12px; border-radius: 8px; overflow-wrap: anywhere; white-space: pre-wrap; margin: 6px 0; }
details > summary { cursor: pointer; font-weight: 600; }
pre { overflow-x: auto; margin: 8px 0; }
.listing { background: var(--panel); border-radius: 8px; padding: 8px 0; counter-reset: l; line-height: 1.5; tab-size: 2; }
.listing .l { display: block; padding: 0 12px 0 58px; position: relative; min-height: 1.5em; white-space: pre; }
.listing .l::before { content: attr(data-l); position: absolute; left: 0; width: 44px; text-align: right; color: var(--quiet); }
.listing .lit { background: var(--soft); box-shadow: inset 3px 0 0 var(--accent); }
.listing .used::before { color: var(--accent); font-weight: 700; }
footer { color: var(--quiet); border-top: 1px solid var(--line); margin-top: 34px; padding-top: 10px; padding-bottom: 40px; font-size: 13.5px; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; } footer dt { font-weight: 600; } footer dd { margin: 0; overflow-wrap: anywhere; }
.chart-box { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--page); }
.chart-box svg { display: block; } .chart-box .head { position: sticky; top: 0; background: var(--page); z-index: 2; border-bottom: 1px solid var(--line); }
.legend { color: var(--quiet); font-size: 13px; margin: 6px 0; display: flex; gap: 16px; flex-wrap: wrap; }
.legend svg { vertical-align: -3px; margin-right: 5px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 8px; top: 8px; background: var(--page); padding: 6px 10px; z-index: 9; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.only-live { display: none; }
${CHART_STYLE}
.live .only-live { display: revert; } .live .only-dead { display: none; }
.live .chart .step { cursor: pointer; } .live .chart .fold { cursor: pointer; }
.chart .step:hover .hit { fill: var(--soft); fill-opacity: .45; }
.chart .on .hit { fill: var(--soft); fill-opacity: .6; } .chart .on .box { stroke: var(--accent); stroke-width: 2.5; } .chart .on .n { fill: var(--accent); font-weight: 700; }
.chart .found .n { fill: var(--token); font-weight: 700; text-decoration: underline; }
.chart .apart .box { stroke: var(--token); stroke-width: 2; }
.controls { position: sticky; top: 0; z-index: 5; background: var(--page); padding: 8px 0; gap: 8px; align-items: center; flex-wrap: wrap; border-bottom: 1px solid var(--line); margin-bottom: 8px; }
.live .controls { display: flex; }
.controls button, .controls select, .controls input[type=search] { font: inherit; font-size: 14px; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 7px; padding: 3px 9px; }
.controls button:disabled { opacity: .4; } .controls button:hover { border-color: var(--accent); } .controls select { max-width: 230px; } .controls input[type=search] { width: 130px; } .controls label { font-size: 14px; color: var(--quiet); }
.controls input[type=range] { flex: 1 1 160px; accent-color: var(--accent); } .controls output { min-width: 112px; font-variant-numeric: tabular-nums; }
.controls output { font-size: 14px; } .controls .here { color: var(--bad); font-weight: 600; }
.live .only-beside { display: none; } .live.comparing .only-beside { display: revert; }
.live.comparing .stage { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } .live.comparing .inspector { grid-column: 1 / -1; max-height: none; }
.live .stage { display: grid; grid-template-columns: fit-content(62%) minmax(380px, 1fr); gap: 16px; align-items: start; }
.live .stage .chart-box { max-height: calc(100vh - 84px); overflow: auto; overscroll-behavior: contain; }
.inspector { max-height: calc(100vh - 84px); overflow: auto; border: 1px solid var(--line); border-radius: 10px; overscroll-behavior: contain; }
.inspector > details { border-bottom: 1px solid var(--line); padding: 8px 14px; } .inspector > details:last-child { border: 0; }
.inspector summary { font-size: 14px; } .inspector table { width: 100%; } .inspector td, .inspector th { padding: 1px 8px 1px 0; font-size: 12.5px; border: 0; overflow-wrap: anywhere; }
.inspector .listing { max-height: 340px; overflow: auto; margin: 6px 0; } .inspector .file-name { color: var(--quiet); font-size: 12.5px; }
.inspector h3 { font-size: 12.5px; margin: 8px 0 2px; color: var(--quiet); }
.what { font-weight: 600; } .what .mono { font-size: 14px; }
.wrong { color: var(--bad); font-weight: 600; } .was { color: var(--quiet); text-decoration: line-through; } .now { color: var(--accent); font-weight: 600; } .changed td { background: var(--soft); }
.slots { display: inline-flex; gap: 3px; vertical-align: middle; flex-wrap: wrap; } .slots i { font-style: normal; border: 1px solid var(--line); border-radius: 4px; min-width: 26px; min-height: 20px; padding: 0 6px; text-align: center; background: var(--page); }
.slots i.full { background: var(--soft); border-color: var(--accent); } .slots i.dot { min-width: 12px; width: 12px; min-height: 12px; height: 12px; border-radius: 6px; padding: 0; align-self: center; }
.can::before { content: "▸ "; color: var(--good); } .cannot::before { content: "✕ "; color: var(--bad); }
.offer { font-size: 12.5px; margin: 2px 0; } .offer .mono { font-weight: 600; } .offer.took { background: var(--good-soft); border-radius: 4px; } .offer .because { color: var(--quiet); } .offer .values { color: var(--bad); }
.keys kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--panel); font-size: 12px; } .keys { color: var(--quiet); font-size: 13px; margin: 6px 0; }
@media (max-width: 900px) { main, header, footer { padding: 0 12px; } .live .stage { grid-template-columns: minmax(0, 1fr); } .live .stage .chart-box { max-height: 58vh; } .inspector { max-height: none; } .why dl, footer dl { grid-template-columns: 1fr; } .why dd { margin-bottom: 6px; } }
@media print {
  :root {${LIGHT} } body { font-size: 11px; } main, header, footer { padding: 0; max-width: none; }
  .live .controls, .live .inspector, .live .only-live, .skip, .keys { display: none; } .live .only-dead { display: revert; } .live .stage { display: block; }
  .live .stage .chart-box, .chart-box { max-height: none; overflow: visible; border: 0; } .chart-box svg { max-width: 100%; height: auto; } .chart-box .head { position: static; }
  h1, h2, summary { break-after: avoid; } tr, .why, .chart-box { break-inside: avoid; } pre { white-space: pre-wrap; } .listing .l { white-space: pre-wrap; }
  .chart .on .hit { fill: transparent; } .chart .on .box { stroke: var(--box-edge); stroke-width: 1; }
}
`;
