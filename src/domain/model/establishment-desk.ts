/** What people may do about the establishments of a site. */

export interface EstablishmentSpec {
  readonly number: number;
  readonly uai: string;
  readonly name: string;
}

/** An establishment that a manager wrote down: files are read by it, and the academy's feed is not given to it yet. */
export interface UnconfirmedEstablishment extends EstablishmentSpec {
  readonly siteId: number;
}

/**
 * The establishments of a site. A number stays what it is: it stands in the deposit URL and in everything that is stored.
 * All throw Refusal `site-unknown`, `bad-input`. Held runs are evaluated again at once.
 */
export interface EstablishmentDesk {
  /** Throws Refusal `establishment-exists` when number or UAI is another's of the site. */
  addEstablishment(siteId: number, establishment: EstablishmentSpec): Promise<void>;
  /** Gives another name, corrects a UAI. Throws Refusal `establishment-unknown`, `establishment-exists`. */
  changeEstablishment(
    siteId: number,
    number: number,
    change: Partial<Pick<EstablishmentSpec, 'uai' | 'name'>>,
  ): Promise<void>;
  /** For operators: the code is the site's own, and the academy's feed may be given to it. Throws Refusal `establishment-unknown`. */
  confirmEstablishment(siteId: number, number: number): Promise<void>;
  /** What managers wrote down and no operator confirmed, of one site or (null) of all. */
  unconfirmedEstablishments(siteId: number | null): Promise<readonly UnconfirmedEstablishment[]>;
  /**
   * Throws Refusal `establishment-unknown`, `establishment-last`, and `establishment-in-use` while the open year has
   * a timetable of it, the directory names it, or an import that may be about it has not ended.
   */
  removeEstablishment(siteId: number, number: number): Promise<void>;
}
