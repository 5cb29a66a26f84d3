/** What an operator does about trouble, found by what an error says of itself. */

/** Words or codes, and what to do where they are said. */
export type Remedy = readonly [said: RegExp, todo: string];

/** Wherever TLS is spoken: database, queue, mail server, store. */
const CERTIFICATES: readonly Remedy[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|self-signed certificate|unable to (verify|get (local )?issuer)/i,
    'let the variable NODE_EXTRA_CA_CERTS name a file with the certificate of the authority that signed the server’s, for the daemon and for commands',
  ],
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    'renew the server’s certificate; where it is still good, set the clock of this machine',
  ],
  [/CERT_ALTNAME_INVALID|certificate's altnames/i, 'name the server as its certificate names it'],
];

/** The first remedy whose words are said; those for certificates come before. */
export function remedyFor(said: string, remedies: readonly Remedy[]): string | undefined {
  return [...CERTIFICATES, ...remedies].find(([words]) => words.test(said))?.[1];
}
