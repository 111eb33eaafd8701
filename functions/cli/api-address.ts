import type { Terminal } from './command.ts';
import { usageError } from './arguments.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';

const byDefault = 'http://127.0.0.1:8686';

/**
 * Where a consumer answers: as it is said, or as its pipeline says, seen from the same machine.
 * @throws {SluiceError} CONFIG_INVALID for what is no address, or a pipeline whose consumer answers nowhere
 */
export async function apiAddress(
  given: string | undefined,
  file: string | undefined,
  terminal: Pick<Terminal, 'cwd' | 'env' | 'signal'>,
): Promise<URL> {
  if (given !== undefined) {
    const url = URL.parse(given);
    if (url !== null && /^https?:$/.test(url.protocol)) return url;
    throw usageError(`--url: got '${given}'; allowed: an address like ${byDefault}`);
  }
  if (file === undefined) return new URL(byDefault);
  const { api } = await loadPipelineFile(file, terminal);
  if (!api.enabled) {
    throw usageError('api.enabled is false in this pipeline: its consumer answers nowhere');
  }
  if (api.port === 0) {
    throw usageError('api.address takes a free port in this pipeline; give its address as --url');
  }
  const everywhere = api.host === '0.0.0.0' || api.host === '::';
  const host = everywhere ? '127.0.0.1' : api.host;
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${api.port}`);
}
