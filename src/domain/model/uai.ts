/** UAI codes: seven digits and the letter that is computed from them. */

/** The letters in the order of the remainder; I, O and Q look too much like other signs. */
const KEY_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** As people copy it: spaces and small letters do not matter. */
export function tidyUai(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

export function isUai(text: string): boolean {
  return /^\d{7}[A-Z]$/.test(text);
}

/** The letter that goes with the seven digits of a code. */
export function keyLetterOf(uai: string): string {
  return KEY_LETTERS[Number(uai.slice(0, 7)) % KEY_LETTERS.length] ?? '';
}
