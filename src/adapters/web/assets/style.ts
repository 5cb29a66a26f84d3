/** The one style sheet: calm, dense enough for an office screen, one column on a phone, light and dark. */

import { ASSISTANT_STYLE } from './style-assistant.ts';
import { MENU_STYLE } from './style-menu.ts';
import { OPERATOR_STYLE } from './style-operator.ts';
import { SETTINGS_STYLE } from './style-settings.ts';
import { WEEK_STYLE } from './style-week.ts';

export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2733; --soft: #5b6775; --line: #dde2e7; --ground: #f4f6f7; --card: #fff; --hover: #f8fafb;
  --here: #e2edef;
  --accent: #1f5f6b; --accent-ink: #fff; --link: #17586a;
  --good: #1c6b3f; --good-bg: #e4f3ea; --warn: #8a5200; --warn-bg: #fdf0d9; --danger: #a1261f; --bad: #a1261f; --bad-bg: #fbe6e4;
  --hold: #5b3fa0; --hold-bg: #eeeafa; --busy: #1b5a9c; --busy-bg: #e3eefb; --edge: #7c8895; --quiet: #566270; --quiet-bg: #eceff2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ec; --soft: #9ba7b3; --line: #34404b; --ground: #141a20; --card: #1c242c; --hover: #222c35;
    --here: #22363d;
    --accent: #277a87; --accent-ink: #fff; --link: #7cc4d3;
    --good: #7fd3a1; --good-bg: #17372a; --warn: #f0be72; --warn-bg: #3d2d12; --danger: #b5352d; --bad: #f4948c; --bad-bg: #43201e;
    --hold: #bba9f2; --hold-bg: #2c2547; --busy: #8cbcf0; --busy-bg: #1a2f47; --edge: #6f7d8a; --quiet: #a6b1bc; --quiet-bg: #28323b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word; }
.wrap { max-width: 82rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0 0 .4rem; font-weight: 650; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; font-weight: 650; }
p { margin: 0 0 .6rem; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
main.document { padding-top: 1.5rem; max-width: 70rem; }
.hint { color: var(--soft); font-size: .87rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
.skip:focus { left: .5rem; }
.icon { width: 1em; height: 1em; flex: none; display: block; }

.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; align-items: center; gap: .25rem 1.25rem; min-height: 3.5rem; }
.brand { display: inline-flex; align-items: center; gap: .5rem; color: var(--ink); font-weight: 700; font-size: 1.1rem; text-decoration: none; }
.bell { display: inline-flex; width: 1.7rem; height: 1.7rem; padding: .25rem; border-radius: .45rem; background: var(--accent); color: var(--accent-ink); }
.bell svg { width: 100%; height: 100%; }
.site-name, .switch { padding-left: 1.25rem; border-left: 1px solid var(--line); font-weight: 600; min-width: 0; }
.menu { position: relative; }
.menu summary { display: inline-flex; align-items: center; gap: .4rem; cursor: pointer; list-style: none; padding: .45rem .6rem; margin-left: -.6rem; border-radius: .4rem; }
.menu summary::-webkit-details-marker { display: none; }
.menu summary:hover, .menu[open] summary { background: var(--hover); }
.menu ul { position: absolute; z-index: 3; left: 0; top: 100%; min-width: 16rem; max-height: 24rem; overflow: auto; list-style: none; margin: .3rem 0 0; padding: .35rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; box-shadow: 0 8px 24px rgb(0 0 0 / .14); }
.menu li a { display: flex; align-items: center; gap: .5rem; padding: .5rem .6rem; border-radius: .35rem; color: var(--ink); text-decoration: none; font-weight: 500; }
.menu li a:hover { background: var(--hover); }
.personal { display: flex; align-items: center; gap: 1.1rem; margin-left: auto; font-size: .92rem; }
.personal a, .personal .plain { display: inline-flex; align-items: center; gap: .4rem; color: var(--soft); text-decoration: none; padding: .5rem 0; }
.personal a:hover, .personal .plain:hover { color: var(--ink); text-decoration: underline; }
.banner { background: var(--quiet-bg); font-size: .9rem; }
.banner .wrap { display: flex; flex-wrap: wrap; gap: .1rem .75rem; padding-top: .45rem; padding-bottom: .45rem; margin: 0 auto; }
.banner form { margin-left: auto; }
.banner .plain { padding: 0; }
.banner.supervision { background: var(--hold-bg); color: var(--ink); border-bottom: 2px solid var(--hold); }
.banner.supervision strong { color: var(--hold); }

.frame { display: flex; gap: 2rem; align-items: flex-start; padding-top: 1.5rem; }
.frame > main { flex: 1; min-width: 0; }
main.narrow { max-width: 36rem; margin: 0 auto; }
.side { flex: none; width: 13.25rem; position: sticky; top: 1rem; }
.side ul { list-style: none; margin: 0 0 0 -.6rem; padding: 0; display: flex; flex-direction: column; gap: .1rem; }
.side a { display: flex; align-items: center; gap: .6rem; padding: .5rem .6rem; border-radius: .45rem; color: var(--soft); text-decoration: none; line-height: 1.3; }
.side a:hover { background: var(--hover); color: var(--ink); }
.side a[aria-current] { background: var(--here); color: var(--ink); font-weight: 600; }
.side a[aria-current] .icon { color: var(--link); }
.badge { margin-left: auto; flex: none; white-space: nowrap; min-width: 1.4rem; padding: 0 .4rem; border-radius: 1rem; background: var(--accent); color: var(--accent-ink); font-size: .78rem; font-weight: 650; text-align: center; font-variant-numeric: tabular-nums; }
.flash { position: sticky; top: .5rem; z-index: 5; display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding: .6rem .9rem; margin: 0 0 1.1rem; border-radius: .5rem; background: var(--good-bg); color: var(--ink); }
.flash > p { flex: 1; display: flex; align-items: center; gap: .6rem; margin: 0; min-width: min(18rem, 100%); }
.flash .actions { margin: 0; }
.flash .icon { color: var(--good); flex: none; }
footer { color: var(--soft); font-size: .82rem; margin: 2rem auto; text-align: center; }
.crumbs ol { display: flex; flex-wrap: wrap; list-style: none; margin: 0 0 .5rem; padding: 0; font-size: .9rem; }
.crumbs li { min-width: 0; overflow-wrap: anywhere; }
.crumbs li + li::before { content: "›"; color: var(--soft); padding: 0 .5rem; }
.heading { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: flex-start; justify-content: space-between; margin-bottom: 1.1rem; }
.heading > * { min-width: 0; }
.heading p { margin: .25rem 0 0; max-width: 50rem; }
.heading .aside { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; }
.tabs ul { display: flex; gap: .25rem; list-style: none; margin: 0 0 1.1rem; padding: 0; border-bottom: 1px solid var(--line); overflow-x: auto; }
.tabs a { display: inline-flex; gap: .4rem; padding: .55rem .75rem; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; margin-bottom: -1px; white-space: nowrap; }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); border-bottom-color: var(--accent); font-weight: 600; }
.tabs .count { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; }
.help { margin: 0 0 1.1rem; font-size: .93rem; }
.help > summary { display: inline-flex; align-items: center; gap: .4rem; cursor: pointer; color: var(--link); list-style: none; padding: .2rem 0; }
.help > summary::-webkit-details-marker { display: none; }
.help > summary span { text-decoration: underline; text-underline-offset: .15em; }
.help > div { margin-top: .5rem; padding: .8rem 1.1rem; border-left: 3px solid var(--line); background: var(--card); border-radius: 0 .5rem .5rem 0; }
.help > div > :last-child { margin-bottom: 0; }
.empty { text-align: center; padding: 2rem 1rem; }
.empty > .icon { width: 2.4rem; height: 2.4rem; margin: 0 auto .6rem; color: var(--soft); }
.empty-title { font-weight: 650; font-size: 1.05rem; margin: 0 0 .25rem; }
.empty .actions { justify-content: center; }
.empty .hint { max-width: 32rem; margin: 0 auto; }
.card-head { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; align-items: baseline; }
.unbroken { white-space: nowrap; }
.plain-list { list-style: none; margin: .75rem 0 0; padding: 0; }
.progress { width: 100%; height: .5rem; display: block; appearance: none; border: 0; border-radius: .25rem; overflow: hidden; background: var(--quiet-bg); }
.progress::-webkit-progress-bar { background: var(--quiet-bg); }
.progress::-webkit-progress-value { background: var(--accent); }
.progress::-moz-progress-bar { background: var(--accent); }

.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.25rem; margin: 0 0 1.1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.1rem; align-items: start; }
.title { display: flex; align-items: center; gap: .5rem 1rem; flex-wrap: wrap; margin-bottom: 1rem; }
.sites { list-style: none; margin: 1rem 0; padding: 0; }

.status { display: inline-flex; align-items: center; gap: .4rem; font-weight: 600; }
.status.quiet { font-weight: 500; }
.status .icon { width: 1.3rem; height: 1.3rem; padding: .2rem; border-radius: 50%; }
.title .status { padding: .25rem .8rem .25rem .35rem; border-radius: 2rem; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.hold { color: var(--hold); } .busy { color: var(--busy); } .quiet { color: var(--quiet); }
.good .icon, .title .good, .chip.good { background: var(--good-bg); } .warn .icon, .title .warn, .chip.warn { background: var(--warn-bg); }
.bad .icon, .title .bad, .chip.bad { background: var(--bad-bg); } .hold .icon, .title .hold, .chip.hold { background: var(--hold-bg); }
.busy .icon, .title .busy, .chip.busy { background: var(--busy-bg); } .quiet .icon, .title .quiet, .chip.quiet { background: var(--quiet-bg); }
.chip { display: inline-block; max-width: 100%; padding: .05rem .55rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }

.marks { display: flex; gap: .2rem; list-style: none; margin: 0; padding: 0; }
.marks .icon { width: 1.05rem; height: 1.05rem; padding: .17rem; border-radius: 50%; }
.valid .icon { color: var(--good); background: var(--good-bg); } .interrupted .icon { color: var(--bad); background: var(--bad-bg); }
.skipped .icon, .waiting .icon { color: var(--quiet); background: var(--quiet-bg); } .current .icon { color: var(--busy); background: var(--busy-bg); }
.waiting .icon g { stroke: none; }
.state { display: flex; flex-direction: column; gap: .2rem; align-items: flex-start; }
.steps { display: grid; grid-template-columns: repeat(5, 1fr); list-style: none; margin: 0 0 1.1rem; padding: 0; }
.steps li { position: relative; display: flex; flex-direction: column; padding-right: .75rem; }
.steps .icon { width: 1.6rem; height: 1.6rem; padding: .28rem; border-radius: 50%; position: relative; }
.steps .mark { margin-bottom: .35rem; }
.steps li:not(:last-child)::before { content: ""; position: absolute; left: 1.85rem; right: .25rem; top: .75rem; border-top: 2px solid var(--line); }
.steps .name { font-weight: 600; font-size: .92rem; line-height: 1.3; }
.steps .note { color: var(--soft); font-size: .82rem; }
.steps .interrupted .note { color: var(--bad); font-weight: 600; }
@media (prefers-reduced-motion: no-preference) {
  .current .icon g, .status.busy .icon g { transform-origin: 8px 8px; animation: turn 2s linear infinite; }
  .status.busy .icon:has(circle) g { animation: none; }
}
@keyframes turn { to { transform: rotate(360deg); } }

.notice { display: flex; gap: .9rem; border: 1px solid; border-left-width: 4px; border-radius: .6rem; padding: 1rem 1.25rem; margin: 0 0 1.1rem; background: var(--card); border-color: var(--line); }
.notice > .mark .icon { width: 1.7rem; height: 1.7rem; padding: .3rem; border-radius: 50%; }
.notice > div { flex: 1; min-width: 0; color: var(--ink); }
.notice h2 { margin-bottom: .3rem; }
.notice p:last-child { margin-bottom: 0; }
.notice.good { border-left-color: var(--good); } .notice.warn { border-left-color: var(--warn); } .notice.bad { border-left-color: var(--bad); }
.notice.hold { border-left-color: var(--hold); } .notice.busy { border-left-color: var(--busy); } .notice.quiet { border-left-color: var(--quiet); }

table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
th, td { max-width: max(9rem, 20vw); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-size: .82rem; font-weight: 600; padding-top: 0; }
tbody th { font-weight: 500; }
tbody tr:hover { background: var(--hover); }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.zero { color: var(--soft); }
.strong { font-weight: 650; }
.history td:first-child { white-space: nowrap; }
.history td { vertical-align: top; }
.history .report { white-space: nowrap; }
.history .source { min-width: 16.5rem; }
.history .status { white-space: nowrap; }
.history .why { min-width: 12rem; }
.history td, .history th { padding-right: .6rem; }
.history td:last-child { padding-right: 0; }
.stackable { display: flex; flex-direction: column; }
.stackable .file { font-size: .9rem; }
tr.over th { font-weight: 650; }
.bar-cell { width: 16%; min-width: 5rem; }
.bar { display: block; width: 100%; height: .5rem; border-radius: .25rem; background: var(--quiet-bg); }
.bar .track { fill: var(--quiet-bg); } .bar .fill { fill: var(--good); } .bar.over .fill { fill: var(--bad); } .bar .limit { fill: var(--ink); }
.bar .good { fill: var(--good); } .bar .warn { fill: var(--warn); } .bar .bad { fill: var(--bad); }
table + .hint { margin: .75rem 0 0; }
.pager { display: flex; gap: 1.25rem; margin: .9rem 0 0; }
.pager .hint { margin-left: auto; }
.file { display: inline-flex; align-items: baseline; gap: .35rem; overflow-wrap: anywhere; }
.file .icon { align-self: flex-start; margin-top: .28em; }
.downloads { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem 1.25rem; margin: 0; }
.facts.wide { grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
.facts dt { color: var(--soft); font-size: .82rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }

.finding { border-bottom: 1px solid var(--line); }
.finding:last-child { border-bottom: 0; }
.finding summary { display: flex; align-items: baseline; gap: .75rem; padding: .55rem 0; cursor: pointer; list-style: none; }
.finding summary::-webkit-details-marker { display: none; }
.finding summary::after { content: "▸"; color: var(--soft); }
.finding[open] summary::after { content: "▾"; }
.finding summary:hover { background: var(--hover); }
.finding .name { flex: 1; font-weight: 550; }
.finding .count { color: var(--soft); font-variant-numeric: tabular-nums; }
.finding > p, .finding > ul { margin-left: .25rem; }
.finding ul { columns: 20rem; padding-left: 1.1rem; margin-top: 0; font-size: .9rem; }
.letter { white-space: pre-line; }

.weeks { display: flex; gap: 2px; align-items: flex-end; list-style: none; margin: 0; padding: 0 0 1.3rem; }
.weeks li { position: relative; flex: 1; min-width: 0; }
.weeks svg { display: block; width: 100%; height: 6.5rem; border-bottom: 1px solid var(--line); }
.weeks .planned { fill: var(--accent); } .weeks .cancelled { fill: var(--warn); }
.weeks li:hover svg { opacity: .75; }
.weeks .month { position: absolute; left: 0; top: 100%; font-size: .75rem; color: var(--soft); }

.field { margin: 0 0 1rem; }
label, legend { display: block; font-weight: 600; margin: 0 0 .25rem; padding: 0; }
.field > .hint { margin: 0 0 .35rem; }
.field .error, .error-summary { color: var(--bad); }
.field .error { font-weight: 600; font-size: .92rem; margin: 0 0 .35rem; }
.error-summary { border: 1px solid var(--bad); border-radius: .5rem; padding: .7rem 1rem; margin: 0 0 1rem; }
.error-summary p, .error-summary ul { margin: 0; }
.error-summary a { color: inherit; }
input, textarea, select { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .4rem; padding: .5rem .65rem; }
input[type=hidden] { display: none; }
input[type=checkbox], input[type=radio] { width: 1.1rem; height: 1.1rem; margin: .2rem 0 0; accent-color: var(--accent); flex: none; }
input[readonly], textarea[readonly] { background: var(--hover); }
textarea { resize: vertical; display: block; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; min-width: 0; }
fieldset legend { font-weight: 500; color: var(--soft); font-size: .9rem; margin-bottom: .4rem; }
.choice { display: flex; gap: .6rem; align-items: flex-start; font-weight: 500; padding: .3rem 0; margin: 0; cursor: pointer; }
.choice .hint { display: block; font-weight: 400; }
.with-unit { display: flex; align-items: center; gap: .5rem; max-width: 9rem; }
[aria-invalid] { border-color: var(--bad); border-width: 2px; }
form.inline { display: inline; }
form.card > .actions { margin-top: .25rem; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: flex-end; margin: 0 0 1rem; }
.filters .field { margin: 0; flex: 1 1 9rem; min-width: 0; }
.filters label { font-size: .85rem; color: var(--soft); }
.filters input, .filters select { padding: .38rem .5rem; height: 2.45rem; }
.filters .actions { margin: 0; }
.button { display: inline-block; font: inherit; font-weight: 600; line-height: 1.3; padding: .55rem 1.1rem; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: var(--accent-ink); cursor: pointer; text-decoration: none; }
.button:hover { filter: brightness(1.1); }
.button.other { background: var(--card); color: var(--link); border-color: var(--edge); }
.button.danger { background: var(--danger); border-color: var(--danger); color: #fff; }
.button[hidden] { display: none; }
.plain { font: inherit; background: none; border: 0; padding: .3rem 0; color: var(--link); text-decoration: underline; text-underline-offset: .15em; cursor: pointer; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .9rem; margin: .6rem 0 0; }
.decision { margin-top: .9rem; padding-top: .75rem; border-top: 1px solid var(--line); }
.filter-box { margin: 0 0 1rem; }
.filter-box > summary { display: inline-flex; align-items: center; gap: .4rem; cursor: pointer; color: var(--link); list-style: none; padding: .2rem 0; }
.filter-box > summary::-webkit-details-marker { display: none; }
.filter-box > summary span { text-decoration: underline; text-underline-offset: .15em; }
.filter-box[open] > summary { margin-bottom: .5rem; }
.filter-box .filters { padding: .9rem 1rem; background: var(--ground); border-radius: .5rem; margin: 0; }
.freshness { display: grid; grid-template-columns: 15rem 1fr; gap: .5rem 2rem; padding: 1rem 1.25rem; margin: 0 0 1.1rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--quiet); border-radius: .6rem; color: var(--ink); }
.freshness.good { border-left-color: var(--good); } .freshness.warn { border-left-color: var(--warn); } .freshness.bad { border-left-color: var(--bad); }
.freshness h2 { font-size: .87rem; font-weight: 500; color: var(--soft); margin: 0; }
.freshness .figure { font-size: 1.15rem; font-weight: 650; margin: 0; font-variant-numeric: tabular-nums; }
.freshness .chip { margin-bottom: .3rem; }
.freshness p:last-child { margin: 0; }
.running .steps { margin-bottom: .8rem; }
.running + h3 { margin-top: 1.2rem; }
.queue { margin: 0; padding-left: 1.3rem; }
.why { display: flex; flex-direction: column; max-width: 24rem; font-size: .9rem; }
.live { display: block; }
.copy { display: flex; gap: .5rem; align-items: flex-start; }
.copy input, .copy textarea { font-family: ui-monospace, "Liberation Mono", monospace; font-size: .9rem; }

${MENU_STYLE}
@media (max-width: 80rem) {
  .pair:has(table) { display: block; }
  .history td:first-child, .history .status { white-space: normal; }
  .history .source { min-width: 9rem; overflow-wrap: anywhere; }
}
@media (max-width: 62rem) {
  .wrap { padding: 0 .9rem; }
  .top .wrap { gap: .25rem .75rem; flex-wrap: wrap; min-height: 3.25rem; }
  .brand { font-size: 1rem; }
  .site-name, .switch { order: 3; flex-basis: 100%; padding: 0 0 .5rem; border: 0; }
  .personal { gap: .4rem; }
  .personal span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .personal a, .personal .plain { padding: .7rem; }
  .personal .icon { width: 1.25rem; height: 1.25rem; }
  .menu ul { min-width: min(20rem, 85vw); }
  .frame { display: block; padding-top: 0; }
  .side { position: static; width: auto; margin: 0 -.9rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
  main:first-child { margin-top: 1rem; }
  .card, .notice { padding: .9rem; }
  .notice { gap: .7rem; }
  .pair { display: block; }
  .freshness { grid-template-columns: 1fr; padding: .9rem; }
  .filters .field { flex-basis: 40%; }
  .steps { display: block; }
  .steps li { display: grid; grid-template-columns: 2.1rem 1fr auto; align-items: center; padding: 0 0 .45rem; }
  .steps .mark { margin: 0; }
  .steps li:not(:last-child)::before { left: .75rem; right: auto; top: 1.6rem; bottom: 0; border-top: 0; border-left: 2px solid var(--line); }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts.wide { grid-template-columns: 1fr; gap: .4rem; }
  .facts.wide > div { display: flex; justify-content: space-between; gap: 1rem; }
  .facts.wide dd { text-align: right; }
  table.stack thead { display: none; }
  table.stack, .stack tbody, .stack tr, .stack td, .stack th { display: block; width: auto; }
  .stack tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .stack tbody tr:last-child { border-bottom: 0; }
  .stack tr > * { border: 0; padding: .12rem 0; text-align: left; max-width: none; overflow-wrap: anywhere; }
  .stack td[data-label] { display: flex; justify-content: space-between; gap: 1rem; }
  .stack td[data-label]::before { content: attr(data-label); color: var(--soft); font-size: .87rem; flex: none; }
  .stack td[data-label] > * { text-align: right; min-width: 0; }
  .lines tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .9rem; }
  .lines th { flex: 1 1 100%; }
  .lines td[data-label] { display: inline; font-size: .87rem; order: 3; }
  .lines td[data-label]::before { content: attr(data-label) " "; font-weight: 400; }
  .controls td.result { order: 1; }
  .controls td.result[data-label]::before { content: none; }
  .lines .bar-cell { order: 2; flex-basis: 100%; padding: .35rem 0; }
  .history tr { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
  .history td[data-label] { display: inline-block; font-size: .9rem; }
  .history td[data-label]::before { content: none; }
  .history td.auto[data-label]::before, .history td.place[data-label]::before { content: attr(data-label) " : "; }
  .history td.date[data-label] { flex: 1; font-weight: 600; order: 1; }
  .history td.report { order: 2; }
  .history td.status-cell, .history td.source { flex-basis: 100%; order: 3; }
  .history td.auto, .history td.place { order: 4; }
  .history .status { white-space: normal; }
  .history .source { min-width: 0; }
  .history td[data-label] > * { text-align: left; }
  .history .state { flex-direction: row; flex-wrap: wrap; gap: .3rem .75rem; align-items: center; }
  .controls th { flex: 1 1 60%; }
  .finding summary { flex-wrap: wrap; gap: .2rem .6rem; }
  .finding .name { order: 3; flex-basis: 100%; }
  .finding .count { margin-left: auto; }
  .copy:has(textarea) { display: block; margin-bottom: .5rem; }
  .weeks { gap: 1px; }
  .weeks li:nth-child(even) .month { display: none; }
}
${SETTINGS_STYLE}
${OPERATOR_STYLE}
@media print {
  .top, .tools, .decision, .skip, .side, .banner, .help, .filters { display: none; }
  body { background: #fff; }
  .card, .notice { break-inside: avoid; }
}
${ASSISTANT_STYLE}
${WEEK_STYLE}`;
