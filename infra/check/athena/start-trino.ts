import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoS3 } from '../../demo/find-engines.ts';
import { makeEphemeral } from '../../local/ephemeral-engines.ts';
import { pickPorts } from '../../local/free-ports.ts';
import { defaultFolder } from '../../local/start-engines.ts';
import { waitReady } from '../../local/wait-ready.ts';
import type { Trino } from './fetch-trino.ts';

export interface TrinoServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Trino on the loopback interface, with a catalog `hive` over an S3 server that counts up partitions as Athena
 * does. Its metastore is a folder, gone when it ends.
 * @throws {SluiceError} ENGINES_UNAVAILABLE with what its log says
 */
export async function startTrino({ java, folder }: Trino, s3: DemoS3): Promise<TrinoServer> {
  const place = await makeEphemeral(join(defaultFolder, 'ephemeral'));
  try {
    const { http } = await pickPorts(['http'], {});
    const url = `http://127.0.0.1:${http}`;
    const etc = join(place.folder, 'etc');
    const data = join(place.folder, 'data');
    await mkdir(join(etc, 'catalog'), { recursive: true });
    await mkdir(join(data, 'metastore'), { recursive: true });
    const config = join(etc, 'config.properties');
    await writeProperties(config, {
      coordinator: 'true',
      'node-scheduler.include-coordinator': 'true',
      'http-server.http.port': String(http),
      // it would write to where this process was started
      'http-server.log.enabled': 'false',
      'discovery.uri': url,
      'catalog.config-dir': join(etc, 'catalog'),
      'plugin.dir': join(folder, 'plugin'),
      'node.environment': 'check',
      'node.bind-ip': '127.0.0.1',
      'node.internal-address': '127.0.0.1',
      'query.max-memory-per-node': '256MB',
      'memory.heap-headroom-per-node': '256MB',
    });
    await writeProperties(join(etc, 'catalog', 'hive.properties'), {
      'connector.name': 'hive',
      'hive.metastore': 'file',
      'hive.metastore.catalog.dir': 'local:///metastore',
      'fs.native-local.enabled': 'true',
      'local.location': data,
      'fs.native-s3.enabled': 'true',
      's3.endpoint': s3.endpoint,
      's3.region': s3.region,
      's3.path-style-access': 'true',
      's3.aws-access-key': s3.accessKeyId,
      's3.aws-secret-key': s3.secretAccessKey,
      'hive.partition-projection-enabled': 'true',
    });
    const logFile = join(place.folder, 'trino.log');
    const process = await place.launch({
      argv: [
        java,
        ...jvm,
        `-Dconfig=${config}`,
        `-Djava.io.tmpdir=${data}`,
        '-cp',
        join(folder, 'lib', '*'),
        'io.trino.server.TrinoServer',
      ],
      logFile,
    });
    await waitReady({
      name: 'Trino',
      process,
      logFile,
      timeoutMs: 240_000,
      isReady: async () => (await readFile(logFile, 'utf8')).includes('SERVER STARTED'),
    });
    return { url, stop: place.dispose };
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

/** What Trino asks for in its own jvm.config, as small as it takes. */
const jvm = [
  '-Xmx1G',
  '-XX:+UseG1GC',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '-Dfile.encoding=UTF-8',
  '--sun-misc-unsafe-memory-access=allow',
  '--enable-native-access=ALL-UNNAMED',
];

async function writeProperties(
  path: string,
  properties: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path, lines.join(''));
}
