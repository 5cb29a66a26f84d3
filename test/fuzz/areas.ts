/** All that can be attacked, by name. */
import type { Area } from './area.ts';
import { directoriesArea } from './directories.ts';
import { edtArea } from './edt.ts';
import { lessonsArea } from './lessons.ts';
import { rulesArea } from './rules.ts';
import { stsArea } from './sts.ts';
import { udtArea } from './udt.ts';
import { webdavArea } from './webdav.ts';
import { zipArea } from './zip.ts';

/** Opens an area and hands it over: each has its own kind of input. */
export type Opener = (use: <T>(area: Area<T>) => Promise<void>) => Promise<void>;

export const AREAS: Readonly<Record<string, Opener>> = {
  edt: async (use) => use(await edtArea()),
  lessons: async (use) => use(await lessonsArea()),
  sts: async (use) => use(await stsArea()),
  directories: async (use) => use(directoriesArea()),
  udt: async (use) => use(await udtArea()),
  zip: async (use) => use(zipArea()),
  rules: async (use) => use(rulesArea()),
  webdav: async (use) => use(await webdavArea()),
  'webdav-postgres': async (use) => use(await webdavArea('postgres')),
};
