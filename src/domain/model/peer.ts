/** The other end of a connection, as far as it is to be believed. */

export interface Peer {
  /** The client's own address. */
  readonly address: string;
  readonly isEncrypted: boolean;
  /** It speaks from this machine: nobody listens in between. */
  readonly isLocal: boolean;
  /** SHA-256 of the client certificate that the connection has proved, lower-case hex. */
  readonly fingerprint: string | null;
}

/** May a password or token travel on this connection? On an unencrypted one from elsewhere only the operator says so. */
export function mayCarrySecrets({ isEncrypted, isLocal }: Peer, allowPlainHttp: boolean): boolean {
  return isEncrypted || isLocal || allowPlainHttp;
}
