/** Style of the lists of sites. */

export const OPERATOR_STYLE = `
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.6rem, 1fr)); gap: .5rem; list-style: none; margin: 0 0 .8rem; padding: 0; }
.figures a { display: flex; flex-direction: column; height: 100%; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: .5rem; color: var(--soft); text-decoration: none; font-size: .82rem; line-height: 1.25; }
.figures a:hover { background: var(--hover); }
.figures a[aria-current] { background: var(--here); border-color: var(--accent); color: var(--ink); }
.figures strong { font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums; color: var(--ink); }
.figures .bad strong { color: var(--bad); } .figures .warn strong { color: var(--warn); } .figures .hold strong { color: var(--hold); }
.figures .busy strong { color: var(--busy); } .figures .good strong { color: var(--good); }
.figures .nought strong, .nought > div { color: var(--soft); }
.site-list th .hint { display: block; font-weight: 400; }
.sort { display: inline-flex; align-items: center; gap: .25rem; color: inherit; }
[aria-sort=descending] .sort .icon { transform: rotate(180deg); }
.site-list .moment { white-space: nowrap; }
.site-list .stackable { align-items: flex-start; }
@media (max-width: 62rem) {
  .figures { grid-template-columns: repeat(auto-fit, minmax(5.4rem, 1fr)); }
  .site-list .stackable { align-items: flex-end; }
  .site-list td.nought { display: none; }
}
`;
