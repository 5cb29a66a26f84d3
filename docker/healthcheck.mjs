/** Is the process of this container alive? Exit status 0 when it answers; for HEALTHCHECK, whatever its role. */
import { request as http } from 'node:http';
import { request as https } from 'node:https';

const { CARILLON_PORT = '8080', CARILLON_WORKER_PORT, CARILLON_TLS_CERT } = process.env;

/** 0 when the process answers there. */
function ask(request, port) {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port: Number(port),
      path: '/healthz',
      timeout: 2_000,
      // To ourselves, by an address that no certificate names.
      rejectUnauthorized: false,
    };
    const asked = request(options, (answer) => resolve(answer.statusCode === 200 ? 0 : 1));
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', () => resolve(1));
    asked.end();
  });
}

// The variables may be the same for all roles: only a process that is nothing but a worker answers at its port.
const asWorker = CARILLON_WORKER_PORT ? await ask(http, CARILLON_WORKER_PORT) : 1;
process.exit(asWorker === 0 ? 0 : await ask(CARILLON_TLS_CERT ? https : http, CARILLON_PORT));
