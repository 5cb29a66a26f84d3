/** Style of settings, thresholds and access accounts. */

export const SETTINGS_STYLE = `
.example { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 .9rem; padding: .7rem .9rem; background: var(--hover); border-radius: .4rem; font: .85rem/1.45 ui-monospace, "Liberation Mono", monospace; }
.on-page { margin: 0 0 1rem; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 0 1.1rem; align-items: start; }
.what-if { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; transition: opacity .15s; }
.what-if[aria-busy] { opacity: .6; }
.tried { list-style: none; margin: 0 0 .6rem; padding: 0; }
.tried li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .1rem .6rem; padding: .4rem .5rem; margin: 0 -.5rem; border-top: 1px solid var(--line); }
.tried .other { background: var(--hover); box-shadow: inset 3px 0 0 var(--hold); }
.tried .when .hint { display: block; line-height: 1.25; }
.tried .outcome { display: inline-flex; align-items: center; gap: .3rem; }
.tried .why { flex: 1 1 100%; line-height: 1.3; }
.verdict { min-height: 1.5rem; }
.limits { width: 100%; border-collapse: collapse; }
.limits th, .limits td { text-align: left; vertical-align: top; padding: .55rem .75rem .55rem 0; border-top: 1px solid var(--line); font-weight: 400; }
.limits thead th { border: 0; color: var(--soft); font-size: .85rem; padding-bottom: .25rem; white-space: nowrap; }
.limits .group th { border: 0; font-weight: 650; padding-top: 1.1rem; }
.limits .group .hint { font-weight: 400; }
.limits tr > :last-child { padding-right: 0; }
.limits .name { display: block; font-weight: 600; }
.limits .hint { display: block; line-height: 1.35; }
.limits .group .hint { display: inline; }
.limits .default { color: var(--soft); font-size: .87rem; white-space: nowrap; padding-top: .95rem; }
.limits .advanced-text { display: block; }
.limits .with-unit { width: 6.6rem; }
.limits td.blocking { padding-top: .75rem; white-space: nowrap; }
.limits .blocking .choice span { display: none; }
#thresholds > .actions { position: sticky; bottom: 0; background: var(--card); padding: .75rem 0; margin: .6rem 0 -1.1rem; border-top: 1px solid var(--line); }
.try-summary { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.nearby { display: none; }
.limits td.advanced input { width: 4.6rem; }
.limits .moved::before { content: ""; display: inline-block; width: .5rem; height: .5rem; margin-left: .5rem; border-radius: 50%; background: var(--accent); vertical-align: middle; }
.limits .locked { display: inline-block; vertical-align: -.1em; margin-left: .4rem; color: var(--soft); }
.limits .error { color: var(--bad); font-weight: 600; font-size: .92rem; margin: .25rem 0 0; }
.limits.read td.blocking, .limits.read td.default { padding-top: .55rem; }
.advanced-hint, .limits .advanced, .limits .advanced-text { display: none; }
form:has(#advanced:checked) .advanced-hint { display: block; }
form:has(#advanced:checked) .advanced { display: table-cell; }
form:has(#advanced:checked) .advanced-text { display: block; }
[data-without-script][hidden] { display: none; }
.accept { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; padding: .2rem 0; }
.accept .choice { width: 8rem; }
.accept .from { color: var(--soft); font-size: .92rem; }
.accept input:not([type]) { width: 8rem; padding: .35rem .5rem; }
.accept .error { flex: 1 1 100%; color: var(--bad); font-weight: 600; font-size: .92rem; margin: .15rem 0 .3rem; }
.with-unit span { white-space: nowrap; }
.with-unit input { min-width: 4.6rem; }
code { font-family: ui-monospace, "Liberation Mono", monospace; font-size: .9em; overflow-wrap: anywhere; }
main > form:not(.card) { margin-bottom: 1.6rem; }
.weekdays { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
.weekdays .choice { gap: .4rem; }
.actions.below { margin-bottom: 1.1rem; }
.year-weeks { border: 0; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17.5rem, 1fr)); gap: .1rem 1.1rem; align-items: center; }
.year-weeks p { margin: .2rem 0 .2rem 1.75rem; }
.copy textarea { field-sizing: content; }
html:has(#thresholds) { scroll-padding-bottom: 6rem; }
.column { max-width: 44rem; }
.frame > main:first-child > .column { margin: 0 auto; }
.copy input[type=search] { font: inherit; }
.accounts code { overflow-wrap: break-word; }
.question { margin-bottom: .9rem; }
.accounts .name { font-weight: 600; }
.accounts .hint { display: block; line-height: 1.35; font-weight: 400; overflow-wrap: anywhere; }
.accounts .chip { white-space: normal; }
.accounts .hint.warn { color: var(--warn); }
.accounts th, .accounts td { vertical-align: top; }
.tick { width: 1.35rem; height: 1.35rem; padding: .12rem; border: 1px solid var(--edge); border-radius: .25rem; background: var(--card); color: var(--accent-ink); cursor: pointer; font: inherit; }
.tick[aria-checked=true] { background: var(--accent); border-color: var(--accent); }
.row-actions { display: inline-flex; flex-direction: column; gap: .2rem; align-items: flex-start; }
.row-actions form { margin: 0; }
.row-actions .plain { padding: 0; text-align: left; }
.candidates { list-style: none; margin: 0; padding: 0; }
.candidates li { display: flex; justify-content: space-between; align-items: center; gap: .5rem 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
.candidates li > span { min-width: 0; overflow-wrap: anywhere; }
.candidates .button { padding: .3rem .8rem; }
.account-choices { margin: .9rem 0 .3rem; }
.letter.preview { white-space: pre-wrap; }
.preview { margin: .4rem 0 1rem; padding: .9rem 1.1rem; border: 1px solid var(--line); border-left: 3px solid var(--accent); border-radius: .4rem; background: var(--hover); font-size: .92rem; overflow-wrap: anywhere; }
.software { border-top: 1px solid var(--line); }
.software summary { padding: .55rem 0; cursor: pointer; }
.software ol { margin: 0 0 .8rem; padding-left: 1.4rem; }
.software li { margin: 0 0 .35rem; }
.software + h3 { border-top: 1px solid var(--line); padding-top: .8rem; }
.question p:last-child { margin-bottom: 0; }
@media (max-width: 72rem) {
  .beside { grid-template-columns: 1fr; }
  .what-if { position: static; max-height: none; }
  html:has(#thresholds) { scroll-padding-top: 8rem; }
  .try-summary:not(:empty) { position: sticky; top: 0; z-index: 2; width: auto; height: auto; min-height: 4.4rem; overflow: visible; clip-path: none; margin: -.4rem -.25rem .6rem; padding: .5rem .25rem; background: var(--card); border-bottom: 1px solid var(--line); font-size: .95rem; line-height: 1.35; }
  .try-summary p { margin: 0; }
  .try-summary .nearby { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; margin-top: .25rem; }
  .nearby > span { display: inline-flex; align-items: center; gap: .3rem; }
}
@media (max-width: 62rem) {
  .facts.wide dd { flex: 0 1 auto; min-width: 4.5rem; }
  .card[aria-labelledby=establishments] td[data-label]:has(> :empty) { display: none; }
  .card[aria-labelledby=establishments] tbody tr:first-child > :is(:nth-child(2), :nth-child(3)) { display: none; }
  .row-actions { flex-direction: row; flex-wrap: wrap; gap: .2rem 1rem; justify-content: flex-end; }
  .candidates li { flex-wrap: wrap; }
  .limits thead { display: none; }
  .limits, .limits tbody, .limits tr, .limits td, .limits th { display: block; }
  .limits tr { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem 1rem; padding: .7rem 0; border-top: 1px solid var(--line); }
  .limits tr.group { border: 0; padding-bottom: 0; }
  .limits tr > * { border: 0; padding: 0; max-width: none; }
  .limits th[scope=row] { flex: 1 1 100%; }
  .limits .default { padding: 0; flex: 1 1 100%; white-space: normal; }
  .limits .default::before { content: attr(data-label) " : "; }
  .limits td.advanced::before { content: attr(data-label); color: var(--soft); font-size: .87rem; }
  .limits .blocking .choice span { display: inline; }
  .limits .advanced-text { margin-left: .3rem; }
  #thresholds > .actions .hint { display: none; }
  .limits td.blocking { padding: 0; }
  form:has(#advanced:checked) td.advanced { display: flex; align-items: center; gap: .5rem; }
}
`;
