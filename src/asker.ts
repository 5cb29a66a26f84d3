/** Who asks: travels with a request through everything it calls, so that the audit log can say who and from where. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from './domain/administration.ts';
import { requestIdFrom } from './domain/model/request-id.ts';

export interface Asker {
  /** Set when a token or a login has said who it is. */
  actor: Actor;
  /** Null for commands: they come from this machine. */
  readonly address: string | null;
  /** Of the request; absent for commands and for what nobody asked for. */
  readonly requestId?: string;
  /** An operator who acts on a site in supervision. */
  isSupervising?: boolean;
  /** Tells when nobody waits for an answer any more; what it returns stops that. Absent for commands. */
  readonly whenGone?: (tell: () => void) => () => void;
}

const askers = new AsyncLocalStorage<Asker>();

/** Runs work on behalf of an asker. */
export function asking<T>(asker: Asker, work: () => T): T {
  return askers.run(asker, work);
}

/** Runs work on behalf of whoever sent a request: the same asker however often it is asked. */
export function askingByRequest(addressOf: (request: IncomingMessage) => string) {
  const known = new WeakMap<IncomingMessage, Asker>();
  return (request: IncomingMessage, work: () => void): void => {
    const asker = known.get(request) ?? {
      actor: 'nobody',
      address: addressOf(request),
      requestId: requestIdOf(request),
      whenGone: (tell: () => void) => whenClosed(request, tell),
    };
    known.set(request, asker);
    askers.run(asker, work);
  };
}

function whenClosed({ socket }: IncomingMessage, tell: () => void): () => void {
  if (socket.destroyed) tell();
  socket.once('close', tell);
  return () => socket.off('close', tell);
}

const ids = new WeakMap<IncomingMessage, string>();

/** The id of a request: what its client said, else a new one; the same however often it is asked. */
export function requestIdOf(request: IncomingMessage): string {
  const id = ids.get(request) ?? requestIdFrom(request.headers['x-request-id'], randomUUID);
  ids.set(request, id);
  return id;
}

/** Tells the client by which id its request is known, in the log and in the report of a run. */
export function tellRequestId(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('X-Request-Id', requestIdOf(request));
}

/** Outside of any request it is a command. */
export function currentAsker(): Readonly<Asker> {
  return askers.getStore() ?? { actor: 'command', address: null };
}

/** The id of the current request; null for a command. */
export function currentRequestId(): string | null {
  return currentAsker().requestId ?? null;
}

/** The current request turned out to speak for this actor. */
export function asActor(actor: Actor): void {
  const asker = askers.getStore();
  if (asker) asker.actor = actor;
}

/** The current request is an operator's in supervision: what it asks for must leave passwords and access accounts alone. */
export function asSupervisor(): void {
  const asker = askers.getStore();
  if (asker) asker.isSupervising = true;
}
