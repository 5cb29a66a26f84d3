/** Places at which long names may be parted: not every browser knows them by itself, least of all in capitals. */

/** Shorter names are left as they are. */
const LONG_WORD = /\p{L}{9,}/gu;

/** Before a consonant with a vowel behind it; what is spoken as one (ch, gn, qu, tr) stays together, three letters stay on each side. */
const PLACE =
  /(?<=\p{L}{3})(?=(?:[bcdfgpt][lr]|v[r]|[cpt]h|gn|qu|[bcçdfghjklmnpqrstvwxz])[aàâeéèêëiîïoôuùûüy]\p{L})(?<![cpt](?=h)|[bcdfgptv](?=[lr])|g(?=n))/giu;

/** Behind the full stop of an abbreviation that the next word is written to: ACCOMP.TRAVAIL. */
const ABBREVIATED = /(?<=\p{L}{2}\.)(?=\p{L}{2})/gu;

/** The text with soft hyphens in its long words: they are seen only where a line ends. Behind an abbreviation a line may end without one. */
export function withSoftHyphens(text: string): string {
  return text.replace(LONG_WORD, (word) => word.replace(PLACE, '\u00ad')).replace(ABBREVIATED, '\u200b');
}
