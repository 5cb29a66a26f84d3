/** Styles of matches, the inbox and the school year. */

export const MATCH_STYLE = `
.views { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.views a { display: inline-block; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 1.2rem; background: var(--card); color: var(--soft); text-decoration: none; font-size: .92rem; }
.views a:hover { color: var(--ink); }
.views a[aria-current] { background: var(--here); color: var(--ink); border-color: var(--accent); font-weight: 600; }
.toolbar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; align-items: flex-end; margin: 0 0 .25rem; }
.toolbar .filters { margin: 0 0 1rem; flex: 0 1 24rem; }
.toolbar .views { margin: 0 0 1rem; }
.find { display: flex; gap: .5rem; align-items: flex-end; }
.find .field { flex: 1; margin: 0; }
.sure { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; }
.sure p { margin: 0; flex: 1 1 20rem; }
.slim { max-width: 34rem; }

.open-match { display: grid; grid-template-columns: minmax(15rem, 1fr) minmax(22rem, 1.5fr); gap: .5rem 2rem; padding: 1.1rem 0; border-bottom: 1px solid var(--line); }
.open-match:first-child { padding-top: 0; }
.open-match:last-child { border-bottom: 0; padding-bottom: 0; }
.open-match h3 { margin: 0 0 .15rem; overflow-wrap: anywhere; }
.open-match .about { color: var(--soft); font-size: .9rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
.open-match .others { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; align-items: baseline; margin: .5rem 0 0; font-size: .92rem; }
.open-match .others .actions { margin: 0; }
.offers { list-style: none; margin: 0; padding: 0; }
.offers li { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; align-items: center; padding: .55rem .8rem; background: var(--ground); border-radius: .45rem; }
.offers li + li { margin-top: .35rem; }
.offers .who { font-weight: 600; overflow-wrap: anywhere; }
.offers .hint { margin: 0; }
.score { display: inline-flex; gap: .35rem; align-items: baseline; }
.offers form .actions { margin: 0; }
.button.small { padding: .35rem .8rem; font-size: .92rem; }
.link-button { font: inherit; background: none; border: 0; padding: .25rem 0; color: var(--link); text-decoration: underline; text-underline-offset: .15em; text-decoration-thickness: 1px; cursor: pointer; }
.link-button:hover { text-decoration-thickness: 2px; }
td form .actions, .actions form .actions { margin: 0; }
.cell-actions { display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: center; justify-content: flex-start; }

.mails { list-style: none; margin: 0; padding: 0; }
.mails > li { display: grid; grid-template-columns: auto 1fr auto; gap: .1rem .8rem; align-items: start; padding: .75rem 0; border-bottom: 1px solid var(--line); }
.mails > li:last-child { border-bottom: 0; }
.mails .mark .icon { width: 1.9rem; height: 1.9rem; padding: .42rem; border-radius: 50%; }
.mails a { color: var(--ink); text-decoration: none; overflow-wrap: anywhere; }
.mails a:hover { text-decoration: underline; }
.mails .unread a { font-weight: 650; }
.mails .dot { display: inline-block; width: .55rem; height: .55rem; border-radius: 50%; background: var(--accent); margin-right: .45rem; }
.mails .about { display: flex; flex-wrap: wrap; gap: .1rem .8rem; color: var(--soft); font-size: .87rem; margin: .15rem 0 0; align-items: baseline; }
.mails .fate { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; margin: .15rem 0 0; overflow-wrap: anywhere; }
.mails .when { color: var(--soft); font-size: .87rem; white-space: nowrap; }
.letter { max-width: 46rem; }

.checklist { list-style: none; margin: 0; padding: 0; }
.checklist li { display: grid; grid-template-columns: auto 1fr auto; gap: .1rem .8rem; align-items: center; padding: .6rem 0; border-bottom: 1px solid var(--line); }
.checklist li:last-child { border-bottom: 0; }
.checklist .mark .icon { width: 1.6rem; height: 1.6rem; padding: .28rem; border-radius: 50%; }
.checklist .name { font-weight: 600; }
.checklist .hint { margin: 0; }
.checklist .links { flex-direction: column; align-items: flex-end; }
.year-view { display: grid; grid-template-columns: minmax(20rem, 30rem) 1fr; gap: .5rem 2.5rem; align-items: start; }
.closures { list-style: none; margin: 0; padding: 0; }
.closures li { padding: .22rem 0; }
.calendar { width: 100%; height: auto; display: block; margin: 0 0 .6rem; }
.calendar rect, .legend .lesson { fill: var(--accent); fill-opacity: .3; } .calendar .weekend, .legend .weekend { fill: var(--quiet-bg); fill-opacity: 1; }
.calendar .closed, .legend .closed { fill: var(--hold); fill-opacity: .75; }
.calendar .today { fill: none; stroke: var(--ink); stroke-width: 1.6; }
.calendar text { fill: var(--soft); font-size: 10px; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .87rem; color: var(--soft); }
.legend svg { width: .8rem; height: .8rem; display: inline-block; vertical-align: -.05rem; margin-right: .35rem; border-radius: .15rem; }
.split { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.1rem; align-items: start; }
.next-steps { margin: 0 0 .9rem; padding-left: 1.2rem; }
.next-steps li { margin: .2rem 0; }

@media (max-width: 60rem) { .open-match, .year-view { grid-template-columns: 1fr; } }
@media (max-width: 62rem) {
  .split { display: block; }
  .toolbar .filters { flex: 1 1 100%; }
  .offers li { grid-template-columns: 1fr; gap: .35rem; }
  .offers .button { width: 100%; text-align: center; }
  .open-match .others { gap: .5rem 1.3rem; }
  .open-match .others a, .link-button { padding: .45rem 0; }
  .mails > li { grid-template-columns: auto 1fr; }
  .mails .when { grid-column: 2; }
  .cell-actions { justify-content: flex-end; }
}
`;
