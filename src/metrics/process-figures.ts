/** Figures of this process: memory, processor, and how late its event loop is. */

import { VERSION } from '../version.ts';
import { type Family, figure, gauge, histogram } from './families.ts';

const LAG_EVERY_MS = 250;
const LAG_BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const startedAt = Date.now() / 1_000 - process.uptime();

/** Begins to look how late timers come; `process` tells web and worker apart. */
export function watchProcess(role: 'web' | 'worker'): { families(): Family[]; close(): void } {
  const labels = { process: role };
  const lag = histogram(
    'carillon_event_loop_lag_seconds',
    'How late a timer of the process came, looked at four times a second.',
    LAG_BOUNDS,
    [labels],
  );
  let dueAt = performance.now() + LAG_EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    lag.observe(Math.max(0, now - dueAt) / 1_000, labels);
    dueAt = now + LAG_EVERY_MS;
  }, LAG_EVERY_MS).unref();
  return {
    families() {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const total = { labels, value: (user + system) / 1e6 };
      return [
        figure('carillon_build_info', 'The version of this process.', 1, { ...labels, version: VERSION }),
        figure('process_start_time_seconds', 'When the process started, Unix time.', startedAt, labels),
        figure('process_resident_memory_bytes', 'Resident memory.', rss, labels),
        figure('nodejs_heap_used_bytes', 'Memory in use by JavaScript.', heapUsed, labels),
        { ...gauge('process_cpu_seconds_total', 'Processor time.', [total]), type: 'counter' },
        lag.family(),
      ];
    },
    close: () => clearInterval(timer),
  };
}
