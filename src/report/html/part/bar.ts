// What the script fills: the bar above the chart and the panels beside it. In: nothing. Out: HTML that stays hidden
// without the script.

export const BAR = `<div class="controls only-live" role="toolbar" aria-label="Steps of the trace">
<button type="button" data-key="g" aria-keyshortcuts="g" aria-label="to the start" title="to the start (g)">|◀</button>
<button type="button" data-key="[" aria-keyshortcuts="[" aria-label="to the switch before" title="to the switch before ([)">◀◀</button>
<button type="button" data-key="k" aria-keyshortcuts="k" aria-label="a step back" title="a step back (k)">◀</button>
<button type="button" data-key="j" aria-keyshortcuts="j" aria-label="a step on" title="a step on (j)">▶</button>
<button type="button" data-key="]" aria-keyshortcuts="]" aria-label="to the next switch" title="to the next switch (])">▶▶</button>
<button type="button" data-key="G" aria-keyshortcuts="G" aria-label="to the end" title="to the end (G)">▶|</button>
<button type="button" id="back" data-key="n" aria-keyshortcuts="n" aria-label="to the step after which there is no way back" title="to the step after which there is no way back (n)">no way back</button>
<input id="slider" type="range" min="0" max="0" value="0" aria-label="step">
<output id="where" for="slider"></output>
<label>search <input id="search" type="search" aria-label="search the steps" autocomplete="off"></label>
<span id="found"></span>
<label class="if-several">trace <select id="choice" aria-label="trace"></select></label>
<label class="if-several">beside <select id="beside" aria-label="trace to compare with"><option value="">nothing</option></select></label>
</div>`;

export const INSPECTOR = `<div id="chart-beside" class="chart-box only-live only-beside" tabindex="0" role="region" aria-label="Sequence chart of the other trace"></div>
<aside class="inspector only-live" aria-label="The step in detail">
<details open class="only-beside"><summary>Differences</summary><div id="panel-differences"></div></details>
<details open><summary>Step</summary><div id="panel-step"></div></details>
<details open><summary>What can run now, and what cannot</summary><div id="panel-offers"></div></details>
<details open><summary>Channels, semaphores, locks</summary><div id="panel-objects"></div></details>
<details open><summary>Model</summary><div id="panel-source"></div></details>
<details open><summary>State</summary><div id="panel-state"></div></details>
</aside>`;

export const KEYS = `<p class="keys only-live"><kbd>j</kbd> <kbd>k</kbd> step, <kbd>[</kbd> <kbd>]</kbd> from switch to switch, <kbd>n</kbd> to where there is no way back, <kbd>g</kbd> <kbd>G</kbd> to the ends, <kbd>/</kbd> searches; the address keeps the step</p>`;

export const LEGEND = `<div class="legend" aria-hidden="true">
<span><svg class="chart" width="34" height="12"><g class="arrow message"><path d="M0 6 H26"/><path class="tip" d="M34 6 L26 2 L26 10 Z"/></g></svg>message</span>
<span><svg class="chart" width="34" height="12"><g class="arrow connection"><path d="M0 6 H26"/><path class="tip" d="M34 6 L26 2 L26 10 Z"/></g></svg>connection</span>
<span><svg class="chart" width="34" height="12"><g class="arrow token"><path d="M0 6 H26"/><path class="tip" d="M34 6 L26 2 L26 10 Z"/></g></svg>semaphore</span>
<span><svg class="chart" width="34" height="12"><g class="arrow fault"><path d="M0 6 H26"/><path class="tip" d="M34 6 L26 2 L26 10 Z"/></g></svg>page fault</span>
<span><svg class="chart" width="34" height="12"><g class="arrow message"><path d="M0 6 H26"/><circle class="tip" cx="29" cy="6" r="3"/></g></svg>not taken</span>
<span><svg class="chart" width="24" height="12"><g class="wait"><rect class="bar" x="1" y="1" width="22" height="10" rx="3"/><rect class="hatch" x="1" y="1" width="22" height="10" rx="3"/></g></svg>blocked</span>
<span><svg class="chart" width="24" height="12"><g class="wait knot"><rect class="bar" x="1" y="1" width="22" height="10" rx="3"/><rect class="hatch" x="1" y="1" width="22" height="10" rx="3"/></g></svg>blocked for ever, part of the knot</span>
</div>`;
