/** `node --import` this to look how long a process's event loop stands still: whoever connects to its socket is told, and the count begins anew. */
import { createServer } from 'node:net';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Timers come so often; what they say is longer by as much. */
const RESOLUTION_MS = 2;

const folder = process.env.CARILLON_TEST_LOOP;
if (folder && process.argv.includes('serve')) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const told = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  createServer((socket) => {
    socket.end(JSON.stringify({ max: told(delays.max), p99: told(delays.percentile(99)) }));
    delays.reset();
  })
    .listen(path.join(folder, `${process.pid}.sock`))
    .unref();
}
