/** Is the process of this container alive? Exit status 0 when it answers; for HEALTHCHECK, whatever its role. */
import { request as http } from 'node:http';
import { request as https } from 'node:https';

const { CARILLON_PORT = '8080', CARILLON_WORKER_PORT, CARILLON_TLS_CERT } = process.env;
const isTls = Boolean(CARILLON_TLS_CERT) && !CARILLON_WORKER_PORT;
const options = {
  host: '127.0.0.1',
  port: Number(CARILLON_WORKER_PORT || CARILLON_PORT),
  path: '/healthz',
  timeout: 4_000,
  // To ourselves, by an address that no certificate names.
  rejectUnauthorized: false,
};
const asked = (isTls ? https : http)(options, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1));
asked.on('timeout', () => process.exit(1));
asked.on('error', () => process.exit(1));
asked.end();
