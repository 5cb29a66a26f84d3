/** The version of this program, as its package says. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from './config/config.ts';

const packageJson: unknown = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8'));

export const VERSION =
  typeof packageJson === 'object' && packageJson !== null && 'version' in packageJson
    ? String(packageJson.version)
    : '0';
