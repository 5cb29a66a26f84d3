/** A browser without script, spoken to by fetch: keeps cookies, follows nothing, sends forms with their proof. */

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  /** With plain spaces: typography is not what such tests are about. */
  readonly text: string;
}

export interface Visitor {
  readonly cookies: Map<string, string>;
  /** GET, or POST of a form as it is given. */
  ask(path: string, form?: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Seen>;
  /** POST with the proof that the last page with a form gave. */
  send(path: string, form: Readonly<Record<string, string>>): Promise<Seen>;
  /** The answer to the form; `next` is where one wanted to go. */
  signIn(email: string, password: string, next?: string): Promise<Seen>;
}

/** The proof that a page's forms carry; empty where it has none. */
export function proofIn(text: string): string {
  return /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

export function createVisitor(url: string, always: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>();
  let proof = '';
  const visitor: Visitor = {
    cookies,
    async ask(path, form, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${url}${path}`, {
        redirect: 'manual',
        headers: { cookie, ...always, ...headers },
        ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0/.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = (await response.text()).replace(/[\u00a0\u202f]/g, ' ');
      proof = proofIn(text) || proof;
      return { status: response.status, headers: response.headers, text };
    },
    send: (path, form) => visitor.ask(path, { proof, ...form }),
    async signIn(email, password, next = '/') {
      await visitor.ask('/sign-in');
      const answer = await visitor.send('/sign-in', { email, password, next });
      // The proof of the login itself.
      await visitor.ask('/account');
      return answer;
    },
  };
  return visitor;
}
