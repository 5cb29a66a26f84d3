/** The part of the style sheet for assistants: the row of steps, sending a file, choosing matches, what an import would change. */

export const ASSISTANT_STYLE = `
.stepper { margin: 0 0 1.3rem; }
.stepper .position { display: none; }
.stepper ol { display: flex; list-style: none; margin: 0; padding: 0; }
.stepper li { position: relative; flex: 1; min-width: 0; }
.stepper li:not(:last-child)::after { content: ""; position: absolute; left: calc(50% + 1.15rem); right: calc(-50% + 1.15rem); top: .95rem; border-top: 2px solid var(--line); }
.stepper li.done:not(:last-child)::after { border-color: var(--good); }
.stepper .at { display: flex; flex-direction: column; align-items: center; gap: .35rem; text-align: center; color: var(--soft); text-decoration: none; font-size: .9rem; line-height: 1.25; padding: 0 .2rem; }
.stepper a.at:hover .name { text-decoration: underline; text-underline-offset: .15em; }
.stepper a.at { color: var(--link); }
.stepper .n { display: grid; place-items: center; width: 1.9rem; height: 1.9rem; border-radius: 50%; border: 2px solid var(--edge); background: var(--card); font-weight: 650; font-variant-numeric: tabular-nums; }
.stepper .done .n { background: var(--good-bg); border-color: var(--good); color: var(--good); }
.stepper .current .n { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.stepper .current .name { color: var(--ink); font-weight: 650; }
.drop { border: 2px dashed var(--edge); border-radius: .6rem; padding: 1.4rem 1rem; text-align: center; background: var(--ground); }
.drop.over { border-color: var(--accent); border-style: solid; background: var(--here); }
.drop.full { border-style: solid; border-color: var(--good); }
.drop-mark .icon { width: 2rem; height: 2rem; margin: 0 auto .4rem; color: var(--soft); }
.drop.over .drop-mark .icon { color: var(--link); }
.drop-words { font-weight: 600; }
.drop input { display: inline-block; width: auto; max-width: 100%; background: none; border-color: transparent; }
.drop input::file-selector-button { font: inherit; font-weight: 600; padding: .45rem .9rem; margin-right: .8rem; border: 1px solid var(--edge); border-radius: .4rem; background: var(--card); color: var(--link); cursor: pointer; }
.drop input[aria-invalid] { border-color: transparent; }
[data-problem] { color: var(--bad); font-weight: 600; margin: 0 0 .6rem; }
[data-problem]:empty { display: none; }
[hidden] { display: none !important; }
.sending progress { appearance: none; height: .8rem; border: 0; border-radius: .4rem; overflow: hidden; background: var(--quiet-bg); color: var(--accent); }
.sending progress::-webkit-progress-bar { background: var(--quiet-bg); }
.sending progress::-webkit-progress-value { background: var(--accent); transition: width .2s; }
.sending progress::-moz-progress-bar { background: var(--accent); }
.sending { margin: 0 0 1rem; }
.sending p { margin-bottom: .35rem; }
.block { display: block; }
.links { display: inline-flex; flex-wrap: wrap; gap: .1rem 1rem; }
.notice .actions form .actions { margin: 0; }
.fine { margin: 0 0 1.1rem; }
.foot { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .6rem .9rem; margin: 0 0 1.1rem; }
.foot .onward { margin-left: auto; display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: .6rem 1.4rem; }
.foot .onward .field { margin: 0; max-width: 44rem; }
.foot .onward:has(.field) { flex-basis: 100%; order: -1; justify-content: space-between; padding: .9rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--warn); border-radius: .6rem; }
.foot .onward .choice { font-weight: 600; }
.pick-head, .pick li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .3rem 1.5rem; align-items: center; }
.pick-head { color: var(--soft); font-size: .82rem; font-weight: 600; }
.pick { list-style: none; margin: 0; padding: 0; }
.pick li { padding: .4rem 0; border-bottom: 1px solid var(--line); }
.pick label { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .7rem; font-weight: 400; margin: 0; }
.names { margin-top: .8rem; }
.names summary { cursor: pointer; color: var(--link); padding: .2rem 0; }
.columns { columns: 14rem; margin: .3rem 0 0; padding-left: 1.1rem; font-size: .92rem; }
.names dt { font-weight: 600; margin-top: .5rem; }
.names dd { margin: 0; color: var(--soft); }
.weeks .created { fill: var(--good); } .weeks .modified { fill: var(--busy); } .weeks .deleted { fill: var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: 0 0 .6rem; padding: 0; font-size: .85rem; color: var(--soft); }
.legend span { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .35rem; vertical-align: -.1em; }
.legend .created span { background: var(--good); } .legend .modified span { background: var(--busy); } .legend .deleted span { background: var(--bad); }
.sub { margin: .2rem 0 0 1.7rem; max-width: 16rem; }
fieldset:not(:has([value=at]:checked)) > .sub { display: none; }
.summary { margin: 0 0 .6rem; padding-left: 1.2rem; }
.summary li { padding: .15rem 0; }
@media (max-width: 62rem) {
  .stepper .position { display: block; font-weight: 650; margin: 0 0 .5rem; }
  .stepper .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stepper .n { width: 1.7rem; height: 1.7rem; }
  .stepper li:not(:last-child)::after { top: .85rem; left: calc(50% + 1rem); right: calc(-50% + 1rem); }
  .pick-head { display: none; }
  .pick li { grid-template-columns: 1fr; padding: .7rem 0; }
  .foot { flex-direction: column-reverse; align-items: stretch; }
  .foot .onward { margin: 0; flex-direction: column; align-items: stretch; }
  .foot .button { text-align: center; }
}
`;
