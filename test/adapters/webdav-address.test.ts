/** Which request targets are the door's, and where they point. */
import { describe, expect, it } from 'vitest';
import { isDoorUrl, parseAddress } from '../../src/adapters/webdav/address.ts';

const FILE = { kind: 'file', site: '4817', establishment: 1754, name: 'EDT été.xml' };

describe('a request target', () => {
  it.each([
    '/webdav/4817/1754/EDT%20%C3%A9t%C3%A9.xml',
    'http://carillon.example/webdav/4817/1754/EDT%20%C3%A9t%C3%A9.xml',
    'HTTPS://carillon.example:8443/webdav/4817/1754/EDT%20%C3%A9t%C3%A9.xml?x=1',
    'http://[::1]:8080//webdav//4817/1754/EDT%20%C3%A9t%C3%A9.xml',
    '//webdav/4817/1754/EDT%20%C3%A9t%C3%A9.xml',
  ])('%s is the door’s and names a file', (target) => {
    expect(isDoorUrl(target)).toBe(true);
    expect(parseAddress(target)).toEqual(FILE);
  });

  it.each(['/webdav', '/webdav/', '/webdav?x', '/webdav#x', 'http://x/webdav', '/webdav/%zz', '/webdav/../x'])(
    '%s is the door’s, which says what is wrong with it',
    (target) => expect(isDoorUrl(target)).toBe(true),
  );

  it.each([
    '',
    '*',
    '/',
    '/webdavs/4817/',
    '/WEBDAV/4817/',
    '/api/webdav/',
    'webdav/4817/',
    'http://webdav/4817/',
    'http://x',
    'http://x?/webdav/',
    'http:///webdav/',
    'ftp://x/webdav/',
    'http://x/y?http://x/webdav/',
  ])('%s is not', (target) => expect(isDoorUrl(target)).toBe(false));
});
