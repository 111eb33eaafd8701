import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import type { TlsFiles } from './addresses.ts';
import { withLock } from './lock-file.ts';
import { runTool } from './run-tool.ts';

export interface Certificates {
  readonly client: TlsFiles;
  /** The broker's key and certificate in one PEM file, the way Kafka reads it. */
  readonly serverPem: string;
}

/** Ten years: they guard nothing but a loopback port. */
const days = '3650';
const serverNames = 'subjectAltName=DNS:localhost,IP:127.0.0.1\n';

/**
 * A certificate authority of this checkout's own, with one certificate for the broker and one for a client, made once.
 * @returns null where there is no openssl: the engines then run without their TLS listeners
 */
export async function ensureCertificates(folder: string): Promise<Certificates | null> {
  const path = (name: string): string => join(folder, name);
  const certificates: Certificates = {
    client: { ca: path('ca.pem'), certificate: path('client.pem'), key: path('client.key') },
    serverPem: path('server-with-key.pem'),
  };
  return withLock(`${folder}.lock`, { timeoutMs: 60_000 }, async () => {
    const there = await access(folder).then(
      () => true,
      () => false,
    );
    if (there) return certificates;
    return (await make(folder)) ? certificates : null;
  });
}

async function make(folder: string): Promise<boolean> {
  const half = `${folder}.${randomUUID()}`;
  await mkdir(half, { recursive: true, mode: 0o700 });
  const newKey = `req -newkey rsa:2048 -nodes`;
  try {
    const made = await openssl(
      half,
      `${newKey} -x509 -days ${days} -subj /CN=sluice-test-authority -keyout ca.key -out ca.pem`,
    );
    if (!made) return false;
    await writeFile(join(half, 'server.ext'), serverNames);
    await writeFile(join(half, 'client.ext'), 'extendedKeyUsage=clientAuth\n');
    for (const name of ['server', 'client']) {
      await openssl(
        half,
        `${newKey} -new -subj /CN=sluice-${name} -keyout ${name}.key -out ${name}.csr`,
      );
      await openssl(
        half,
        `x509 -req -in ${name}.csr -days ${days} -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ${name}.ext -out ${name}.pem`,
      );
    }
    const pair = await Promise.all(
      ['server.key', 'server.pem'].map(async (name) => readFile(join(half, name))),
    );
    await writeFile(join(half, 'server-with-key.pem'), Buffer.concat(pair), { mode: 0o600 });
    await rename(half, folder);
    return true;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** Runs openssl in a folder. @returns false where there is none */
async function openssl(folder: string, args: string): Promise<boolean> {
  const result = await runTool('openssl', args.split(' '), { cwd: folder });
  if (result.missing) return false;
  if (result.exitCode === 0) return true;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `openssl could not make the test certificates: ${result.lastLines.join(' / ')}`,
  );
}
