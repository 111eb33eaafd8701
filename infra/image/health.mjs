/**
 * The image's health check, as it has no shell and no curl: exit status 0 while the process says that it lives. Docker
 * runs it; Kubernetes asks /healthz and /readyz itself. Another address than the default: as the first argument.
 */
const address = process.argv[2] ?? 'http://127.0.0.1:8686/healthz';
const answer = await fetch(address, { signal: AbortSignal.timeout(4_000) }).catch((error) => error);
if (answer.ok !== true) {
  const reason = answer instanceof Error ? (answer.cause ?? answer) : await answer.text();
  process.stderr.write(`${address}: ${answer.status ?? 'no answer'}: ${reason}\n`);
  process.exit(1);
}
