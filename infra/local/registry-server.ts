import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeEphemeral } from './ephemeral-engines.ts';
import { fetchRegistry } from './fetch-registry.ts';
import { pickPorts } from './free-ports.ts';
import { findJava } from './java-runtime.ts';
import { defaultFolder } from './start-engines.ts';
import { engineCache } from './toolchain.ts';
import { waitReady } from './wait-ready.ts';

export interface LocalRegistry {
  /** Of Confluent's API, as `schemaRegistry.url` takes it. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Confluent's API within Apicurio's. */
const apiPath = '/apis/ccompat/v7';

/**
 * A real schema registry on the loopback interface, empty, that ends with this process. Ready after about 8 s, 240 MB.
 * @throws {SluiceError} ENGINES_UNAVAILABLE
 */
export async function startRegistry(): Promise<LocalRegistry> {
  const cache = engineCache();
  const java = await findJava(cache, process.stderr);
  const runner = await fetchRegistry(cache, java.home, process.stderr);
  const place = await makeEphemeral(join(defaultFolder, 'ephemeral'));
  try {
    const { port } = await pickPorts(['port'], {});
    const temporary = join(place.folder, 'tmp');
    await mkdir(temporary);
    const logFile = join(place.folder, 'registry.log');
    const settings = {
      'java.io.tmpdir': temporary,
      'quarkus.http.host': '127.0.0.1',
      'quarkus.http.port': port,
      'quarkus.http.access-log.enabled': false,
      // the folder of its libraries is looked for from where it runs otherwise
      'user.dir': dirname(runner),
    };
    const process = await place.launch({
      argv: [
        java.executable,
        '-Xmx256m',
        '-XX:+UseSerialGC',
        '-XX:-UsePerfData',
        // it lives for a minute: a better compiler would not pay off
        '-XX:TieredStopAtLevel=1',
        ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
        '-jar',
        runner,
      ],
      logFile,
    });
    const url = `http://127.0.0.1:${port}${apiPath}`;
    await waitReady({
      name: 'The schema registry',
      process,
      logFile,
      timeoutMs: 120_000,
      isReady: async () => answers(`${url}/subjects`),
    });
    return { url, stop: place.dispose };
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
}
