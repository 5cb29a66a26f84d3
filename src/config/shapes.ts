/** What texts of the configuration must look like: addresses of services, host names, senders, proxies. */

import { isIP } from 'node:net';
import { z } from 'zod';
import { isNetwork } from '../adapters/tls/peer.ts';

const text = z.string().min(1);

function isAddressOf(protocols: readonly string[], isGood: (url: URL) => boolean): (said: string) => boolean {
  return (said) => URL.canParse(said) && protocols.includes(new URL(said).protocol) && isGood(new URL(said));
}

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*\.?$/i;

/** Where a server listens. */
export const host = text
  .refine((said) => isIP(said) !== 0 || (HOST.test(said) && !/^[\d.]+$/.test(said)))
  .meta({ accepted: 'an IP address or a host name of this machine' });

/** Pages lead to `/…`: they do not work below a path. */
export const publicUrl = text
  .refine(
    isAddressOf(
      ['http:', 'https:'],
      ({ username, password, pathname, search, hash }) =>
        `${username}${password}${search}${hash}` === '' && pathname === '/',
    ),
  )
  .meta({ accepted: '`https://carillon.example.org`: http or https, host and port, and nothing behind' });

/** A server has a host, or its socket's folder is named behind. */
export const databaseUrl = z
  .string()
  .refine(
    isAddressOf(['postgres:', 'postgresql:'], ({ host: at, searchParams }) => at !== '' || searchParams.has('host')),
  )
  .meta({ accepted: '`postgres://user:password@host:5432/name`' });

export const redisUrl = z
  .string()
  .refine((said) => said.startsWith('/') || isAddressOf(['redis:', 'rediss:'], ({ host: at }) => at !== '')(said))
  .meta({ accepted: '`redis://host:6379`, `rediss://…`, the path of a socket' });

export const smtpUrl = z
  .string()
  .refine(isAddressOf(['smtp:', 'smtps:'], ({ host: at }) => at !== ''))
  .meta({ accepted: '`smtp://host:587`, `smtps://user:password@host:465`' });

const BARE = /^[^\s<>@,;:"]+@[^\s<>@,;:"]+$/;

/** One sender, with or without a name. */
export const sender = z
  .string()
  .refine((said) => BARE.test(/^[^<>\r\n]*<([^<>]*)>$/.exec(said.trim())?.[1] ?? said))
  .meta({ accepted: '`carillon@example.org`, `Carillon <carillon@example.org>`' });

export const proxies = z
  .array(text.refine(isNetwork))
  .meta({ accepted: 'list of IP addresses and networks such as `10.0.0.0/8`' });

/** Timers count in 31 bits of milliseconds: more would come at once. */
const MAX_TIMER_SECONDS = 2_147_483;
const DAY_SECONDS = 86_400;

/** A span of time that a timer can wait for. */
export function seconds(least: number, most: number = DAY_SECONDS): z.ZodNumber {
  return z.number().min(least).max(Math.min(most, MAX_TIMER_SECONDS));
}
