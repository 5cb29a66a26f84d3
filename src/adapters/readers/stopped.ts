/** How a Stop travels through a stream: thrown by whoever meets bad data, turned back into a value by the reader on top. */

import type { Stop } from '../../domain/model/finding.ts';

export class Stopped extends Error {
  readonly stop: Stop;

  constructor(because: Stop) {
    super(because.reason);
    this.name = 'Stopped';
    this.stop = because;
  }
}
