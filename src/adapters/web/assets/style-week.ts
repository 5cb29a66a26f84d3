/** The part of the style sheet about weeks and changes, on screen and on paper. */

/** Heights of rows by minutes, for no cell may carry a style of its own. */
const HEIGHTS = Array.from({ length: 48 }, (_, index) => {
  const minutes = 5 * (index + 1);
  return `.week tr.m${minutes} { height: ${(minutes * 0.08).toFixed(2)}rem; }`;
}).join('\n');

export const WEEK_STYLE = `
.week { table-layout: fixed; font-size: .84rem; line-height: 1.3; border-collapse: separate; border-spacing: 0; }
.week th, .week td { padding: 0; border: 0; vertical-align: top; }
.week tbody tr:hover { background: none; }
.week thead th { padding: 0 .3rem .4rem; color: var(--ink); text-transform: none; overflow-wrap: break-word; }
.week thead th:first-child, .week tbody tr > :first-child { width: 3.1rem; }
.week tbody th { color: var(--soft); font-weight: 500; font-size: .78rem; font-variant-numeric: tabular-nums; position: relative; top: -.45rem; }
.week .edge { border-left: 1px solid var(--line); }
.week tr:has(> th) > .free { border-top: 1px solid var(--line); }
.week tr.gap { height: 1.3rem; }
${HEIGHTS}
.week td { padding: 1px; height: 1px; }
.week .lesson { height: 100%; padding: .25rem .4rem .3rem; background: var(--here); border-left: 4px solid var(--accent); border-radius: .4rem; overflow-wrap: anywhere; hyphens: auto; }
.week .lesson + .lesson { margin-top: 2px; }
.week td:has(.lesson + .lesson) .lesson { height: auto; }
.week td:has(.lesson + .lesson) .lesson:not(:first-child) .lesson-time { display: none; }
.week-narrow .day { margin: 1rem 0 .4rem; font-size: .95rem; }
.week-narrow ul { list-style: none; margin: 0; padding: 0; }
.week-narrow li { padding: .5rem .7rem; margin: 0 0 .4rem; background: var(--here); border-left: 5px solid var(--accent); border-radius: .4rem; }
.week-narrow li { display: grid; grid-template-columns: 6.3rem minmax(0, 1fr); gap: 0 .5rem; align-items: baseline; }
.week-narrow .lesson-time { grid-row: 1 / span 5; font-size: .85rem; }
.week-narrow li > p:not(.lesson-time) { grid-column: 2; }
.week-narrow { display: none; }
.week p, .week-narrow p { margin: 0; }
.lesson-time { color: var(--soft); font-size: .78rem; font-variant-numeric: tabular-nums; }
.lesson-name { font-weight: 650; }
.lesson-mark { display: flex; align-items: center; gap: .25rem; font-weight: 650; font-size: .8rem; margin-top: .1rem; }
.lesson-mark .icon { width: .95rem; height: .95rem; }
.lesson-origin { font-size: .78rem; }
.week .off, .week-narrow .off { background: var(--quiet-bg); border-left-color: var(--quiet); }
.week .mark-removed, .week-narrow .mark-removed, .week .mark-cancelled, .week-narrow .mark-cancelled { background: var(--bad-bg); border-left-color: var(--bad); }
.week .mark-added, .week-narrow .mark-added, .week .mark-restored, .week-narrow .mark-restored { background: var(--good-bg); border-left-color: var(--good); }
.week .mark-moved, .week-narrow .mark-moved { background: var(--hold-bg); border-left-color: var(--hold); }
.week .mark-changed, .week-narrow .mark-changed { background: var(--warn-bg); border-left-color: var(--warn); }
.mark-removed .lesson-mark, .mark-cancelled .lesson-mark { color: var(--bad); } .mark-added .lesson-mark, .mark-restored .lesson-mark { color: var(--good); }
.mark-moved .lesson-mark { color: var(--hold); } .mark-changed .lesson-mark { color: var(--warn); } .off .lesson-mark { color: var(--bad); }
.mark-removed .lesson-name { text-decoration: line-through; text-decoration-thickness: 1px; }
.sides > * + * { margin-top: 1.75rem; }
.sides h3 { margin-bottom: .6rem; }
.week-nav { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .6rem; margin: 0 0 1rem; }
.week-nav .now { font-weight: 650; font-size: 1.15rem; flex-basis: 100%; margin: 0; }
.week-nav .button { padding: .4rem .8rem; }
.week-nav .go { display: flex; gap: .4rem; margin-left: auto; }
.week-nav .go input { width: 10.5rem; padding: .3rem .5rem; }
.week-choices { columns: 9rem; list-style: none; margin: 0; padding: 0; }
.week-choices.wide { columns: 15rem; }
.week-choices li { break-inside: avoid; padding: .15rem 0; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem .5rem; list-style: none; margin: 0; padding: 0; }
.chips a { display: inline-flex; gap: .4rem; padding: .2rem .7rem; border: 1px solid var(--edge); border-radius: 1rem; text-decoration: none; font-size: .9rem; }
.chips a:hover { background: var(--hover); }
.chips a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
.chips .count { color: var(--soft); font-variant-numeric: tabular-nums; }
.chips a[aria-current] .count { color: inherit; }
.week-pick { margin: 0 0 .9rem; }
.week-pick h3 { font-size: .85rem; color: var(--soft); font-weight: 600; margin: 0 0 .35rem; }
.week-pick details summary { cursor: pointer; color: var(--link); padding: .2rem 0; }
.was { color: var(--soft); text-decoration: line-through; text-decoration-thickness: 1px; }
.diff td { vertical-align: top; }
.diff th { vertical-align: top; min-width: 11rem; }
.diff th strong { font-weight: 650; }
.under { display: block; color: var(--soft); font-weight: 400; }
.diff p { margin: 0; }
.diff details summary { cursor: pointer; color: var(--link); }
.diff .dates { columns: 7rem; padding: 0; margin: .3rem 0 0; list-style: none; font-size: .85rem; font-variant-numeric: tabular-nums; }
.diff .people { margin: .2rem 0 .3rem; padding-left: 1.1rem; font-size: .9rem; columns: 14rem; }
.differences { list-style: none; margin: 0; padding: 0; }
.differences li { display: grid; grid-template-columns: 7rem minmax(12rem, 1fr) minmax(15rem, 1.6fr); gap: .1rem .9rem; align-items: baseline; padding: .4rem 0; border-bottom: 1px solid var(--line); }
.differences li > * { min-width: 0; }
.differences .chip { justify-self: start; }
.differences .under { display: inline; margin-left: .4rem; }
.differences li:last-child { border-bottom: 0; }
.differences p { margin: 0; }
.kinds { margin-bottom: 1rem; }
.sorts { display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .9rem; margin: 0; }
.sorts a[aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }
.finding .code { color: var(--soft); font: .82rem ui-monospace, "Liberation Mono", monospace; }
.will { margin: 0; padding-left: 1.1rem; }
.will li { margin: .25rem 0; }
.week-choices + .finding { margin-top: .75rem; }
.floor { display: block; white-space: nowrap; color: var(--soft); font-size: .8rem; }
.side-switch { display: none; border: 0; margin: 0 0 1rem; padding: 0; }
.both { display: none; }
.both col.time { width: 3.1rem; }
.both col.between { width: 1.5rem; }
.both .week thead th[scope=colgroup] { width: auto; padding-left: 0; }
.both .week { font-size: .8rem; }
.both .week .lesson { padding: .2rem .3rem .25rem; }
.both .lesson-name { font-size: .76rem; }
.both .lesson-mark { font-size: .72rem; gap: .1rem; }
.both .lesson-mark .icon { width: .75rem; height: .75rem; }
@media (min-width: 90rem) {
  body:has(.sides) .wrap { max-width: 120rem; }
  .sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 1.5rem; }
  .sides > * + * { margin-top: 0; }
}
@media screen and (min-width: 90rem) {
  .sides.paired { display: none; }
  .both { display: block; }
}
@media (max-width: 62rem) {
  .side-switch { display: flex; }
  .side-switch label { flex: 1; position: relative; cursor: pointer; }
  .side-switch input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  .side-switch span { display: block; padding: .6rem; text-align: center; border: 1px solid var(--accent); color: var(--link); font-weight: 600; }
  .side-switch label:first-of-type span { border-radius: .4rem 0 0 .4rem; border-right: 0; }
  .side-switch label:last-of-type span { border-radius: 0 .4rem .4rem 0; }
  .side-switch :checked + span { background: var(--accent); color: var(--accent-ink); }
  .side-switch :focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
  section:has(#show-before:checked) .side-after, section:has(#show-after:checked) .side-before { display: none; }
  .sides > * + * { margin-top: 0; }
  .week-wide { display: none; } .week-narrow { display: block; }
  .week-narrow .day:first-child { margin-top: 0; }
  .week-nav .now { font-size: 1.05rem; }
  .week-nav .long { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .week-nav .go { margin-left: 0; flex: 1; } .week-nav .go input { width: 100%; }
  .differences li { display: block; }
  .differences .chip { margin-bottom: .15rem; }
  .diff th { min-width: 0; }
  .stack.diff td[data-label] { display: block; }
  .stack.diff td[data-label]::before { display: block; }
  .stack.diff td[data-label] > * { text-align: left; }
}
@media print {
  .frame { display: block; padding: 0; } .wrap { max-width: none; padding: 0; } .heading { margin: 0 0 .3rem; } h1 { font-size: 1.1rem; }
  @page { margin: 10mm; }
  @page week { size: A4 landscape; margin: 8mm; }
  .sheet { page: week; }
  .sheet .card { border: 0; padding: 0; margin: 0; }
  .sheet .week-nav > :not(.now), .sheet .week-pick, .sheet .card.week-find, .sheet .origins, .sheet .crumbs { display: none; }
  .week { font-size: 8pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .week tr[class] { break-inside: avoid; height: auto; }
  .week tr.gap[class] { height: .6rem; }
  .week .lesson { padding: .1rem .25rem; border-width: 1px; border-left-width: 3px; }
  .lesson-origin { display: none; }
  .lesson-time, .week tbody th { font-size: 7pt; }
  .week-nav { margin: 0 0 .3rem; } .week-nav .now { font-size: .95rem; }
  .week-wide { display: block; } .week-narrow, .side-switch { display: none; }
  section .sides .side-before, section .sides .side-after { display: block; }
  footer { display: none; }
}
`;
