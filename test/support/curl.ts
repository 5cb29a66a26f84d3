/** curl, as people and timetable software without a client of their own use it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Deposits a file at a URL; the status of the answer, such as `201`. */
export async function depositByCurl(file: string, url: string): Promise<string> {
  const { stdout } = await run('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '-T', file, url]);
  return stdout;
}
