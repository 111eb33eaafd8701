/** Loaded on demand by credentials.ts, and a file of its own so that the bundler can drop the sources not named here. */
import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import type { S3AuthModel } from '../../pipeline/model.ts';
import type { S3Credentials } from './credentials.ts';

/** Asks the source now. `ignoreCache`, because the SDK reads its shared files once per process otherwise. */
export async function provide(
  auth: Exclude<S3AuthModel, { readonly type: 'static' }>,
  region: string,
): Promise<S3Credentials> {
  const clientConfig = { region };
  if (auth.type === 'profile') {
    return fromIni({ profile: auth.profile, ignoreCache: true, clientConfig })();
  }
  if (auth.type === 'assumeRole') {
    const externalId = auth.externalId === null ? {} : { ExternalId: auth.externalId };
    return fromTemporaryCredentials({
      clientConfig,
      params: { RoleArn: auth.roleArn, RoleSessionName: auth.sessionName, ...externalId },
    })();
  }
  if (auth.type === 'webIdentity') {
    return fromTokenFile({
      clientConfig,
      roleArn: auth.roleArn,
      roleSessionName: auth.sessionName,
      webIdentityTokenFile: auth.tokenFile,
    })();
  }
  return fromNodeProviderChain({ ignoreCache: true, clientConfig })();
}
