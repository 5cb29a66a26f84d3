/** Registers the pages of a site: each route is guarded by site and role before the page's own work begins. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/model/errors.ts';
import type { Role } from '../../../domain/model/person.ts';
import { checkForm, checkOrigin, checkProof, type PageParts, signedIn } from '../login.ts';
import { type Upload, withUpload } from '../upload.ts';
import { isEnough, type Place } from './places.ts';
import { type SiteVisit, siteVisitOf } from './visit.ts';

export type SiteWork = (visit: SiteVisit) => Promise<FastifyReply> | FastifyReply;

export interface RouteOptions {
  /** Default: `reader` for what is looked at, `manager` for what is posted. */
  readonly needs?: Role;
  /** Passwords, access accounts and people: refused to an operator in supervision. */
  readonly isSecret?: boolean;
}

/** Paths are below `/sites/:site`. */
export interface SiteRoutes {
  get(path: string, work: SiteWork, options?: RouteOptions): void;
  /** The form's proof has been checked. */
  post(path: string, work: SiteWork, options?: RouteOptions): void;
  /** A form with a file, once it has come in whole; `upload.fields` has the texts. */
  upload(
    path: string,
    work: (visit: SiteVisit, upload: Upload) => Promise<FastifyReply>,
    options?: RouteOptions & {
      /** Shows the page again with what is wrong; default: an error page. */
      readonly refused?: (visit: SiteVisit, refusal: Refusal) => Promise<FastifyReply>;
    },
  ): void;
}

/** A page, or a few that belong together. */
export interface SitePage {
  /** Its entry in the navigation, if it has one. */
  readonly place?: Place;
  routes(site: SiteRoutes, parts: PageParts): void;
}

/** Registers pages on the application. */
export function siteRoutes(app: FastifyInstance, parts: PageParts, pages: readonly SitePage[]): void {
  const visit = async (
    request: FastifyRequest,
    reply: FastifyReply,
    login: Parameters<typeof siteVisitOf>[2],
    { needs, isSecret = false }: RouteOptions & { readonly needs: Role },
  ): Promise<SiteVisit> => {
    const found = await siteVisitOf(request, reply, login, parts);
    if (!isEnough(found.role, needs)) throw new Refusal('not-allowed');
    if (isSecret && found.isSupervision) throw new Refusal('not-in-supervision');
    return found;
  };
  const routes: SiteRoutes = {
    get(path, work, { needs = 'reader', ...rest } = {}) {
      const handler = signedIn(parts, async (request, reply, login) =>
        work(await visit(request, reply, login, { needs, ...rest })),
      );
      // A HEAD would do the work of a download and throw it away.
      app.get(`/sites/:site${path}`, { exposeHeadRoute: false }, handler);
    },
    post(path, work, { needs = 'manager', ...rest } = {}) {
      const handler = signedIn(parts, async (request, reply, login) => {
        checkForm(request, login.token);
        return work(await visit(request, reply, login, { needs, ...rest }));
      });
      app.post(`/sites/:site${path}`, handler);
    },
    upload(path, work, { needs = 'manager', refused, ...rest } = {}) {
      const handler = signedIn(parts, async (request, reply, login) => {
        checkOrigin(request);
        // Refused before a byte of the file is kept; the proof stands before the file.
        const found = await visit(request, reply, login, { needs, ...rest });
        const admit = (fields: ReadonlyMap<string, string>): void => checkProof(login.token, fields.get('proof'));
        const take = ({ file, fields: { proof: _proof, ...fields } }: Upload) => work(found, { file, fields });
        try {
          return await withUpload(request, parts, take, admit);
        } catch (error) {
          if (refused && error instanceof Refusal) return await refused(found, error);
          throw error;
        }
      });
      app.post(`/sites/:site${path}`, handler);
    },
  };
  for (const page of pages) page.routes(routes, parts);
}

/** The places that these pages fill. */
export function placesOf(pages: readonly SitePage[]): ReadonlySet<Place> {
  return new Set(pages.flatMap((page) => page.place ?? []));
}
