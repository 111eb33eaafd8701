import { SluiceError } from '../../errors.ts';
import type { S3AuthModel } from '../../pipeline/model.ts';

/** What signs a request. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Credentials that end within this time are not worth a request. */
const endsSoonMs = 10_000;

/**
 * Where the S3 client gets its credentials. Each call asks the source anew, past the SDK's caches of files, so that
 * rotated keys and tokens are seen without a restart; the client itself keeps the answer until five minutes before it
 * expires. Where the source fails while the last answer is still good, that one is used on: an outage of STS for a
 * minute stops nobody. The SDK's sources are loaded when first asked: six of them, and a run needs one.
 * @throws {SluiceError} from the provider: STORE_CREDENTIALS, naming the source
 */
export function createCredentials(auth: S3AuthModel, region: string): () => Promise<S3Credentials> {
  let last: S3Credentials | null = null;
  return async () => {
    try {
      last = await load(auth, region);
      return last;
    } catch (error) {
      const end = last?.expiration?.getTime();
      if (last !== null && end !== undefined && end - Date.now() > endsSoonMs) return last;
      throw new SluiceError(
        'STORE_CREDENTIALS',
        `No credentials from ${sourceOf(auth)}: ${saidBy(error)}`,
        {
          cause: error,
        },
      );
    }
  };
}

async function load(auth: S3AuthModel, region: string): Promise<S3Credentials> {
  if (auth.type === 'static') {
    return {
      accessKeyId: auth.accessKeyId,
      secretAccessKey: auth.secretAccessKey,
      ...(auth.sessionToken === null ? {} : { sessionToken: auth.sessionToken }),
    };
  }
  const sources = await import('./credential-sources.ts');
  return sources.provide(auth, region);
}

function sourceOf(auth: S3AuthModel): string {
  if (auth.type === 'static') return 'auth in the sink';
  if (auth.type === 'profile') return `profile ${JSON.stringify(auth.profile)}`;
  if (auth.type === 'assumeRole') return `assuming role ${auth.roleArn}`;
  if (auth.type === 'webIdentity') return `role ${auth.roleArn} by the token in ${auth.tokenFile}`;
  return 'the default chain (environment, shared files, web identity, container, instance)';
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const name = error.name === 'Error' ? '' : `${error.name}: `;
  return `${name}${error.message}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}
