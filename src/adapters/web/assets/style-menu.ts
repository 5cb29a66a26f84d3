/** Style of the navigation on a phone: a button that opens all places, with what waits beside it. */

export const MENU_STYLE = `
.side-menu { display: none; }
@media (max-width: 62rem) {
  .side > ul { display: none; }
  .side-menu { display: block; }
  .side-menu summary { display: flex; gap: .6rem; margin: 0; padding: .75rem .9rem; border-radius: 0; font-weight: 600; outline-offset: -3px; }
  .side-menu .here { color: var(--soft); font-weight: 500; min-width: 0; overflow-wrap: anywhere; }
  .side-menu .here::before { content: "· "; }
  .side-menu .waits { display: inline-flex; align-items: center; gap: .25rem; color: var(--soft); }
  .side-menu .waits .badge { margin: 0; }
  .side-menu .here + .waits { margin-left: auto; }
  .side-menu ul { position: static; min-width: 0; max-height: none; margin: 0; padding: .2rem .5rem .6rem; gap: 0; border: 0; border-top: 1px solid var(--line); border-radius: 0; box-shadow: none; }
  .side-menu li a { padding: .7rem .6rem; gap: .7rem; }
  .side-menu li a[aria-current] { background: var(--here); font-weight: 600; }
}
`;
