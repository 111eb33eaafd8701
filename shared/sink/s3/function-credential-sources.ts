/**
 * Stands in the place of credential-sources.ts in the handler's bundle (infra/build/handler-modules.ts): without profiles and
 * files of tokens, which functions/handler/function-auth.ts refuses.
 */
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { SluiceError } from '../../errors.ts';
import type { provide as provideAnywhere } from './credential-sources.ts';

/** Asks the source now. */
export const provide: typeof provideAnywhere = async (auth, region) => {
  const clientConfig = { region };
  if (auth.type === 'default') return fromNodeProviderChain({ clientConfig })();
  if (auth.type === 'assumeRole') {
    const externalId = auth.externalId === null ? {} : { ExternalId: auth.externalId };
    return fromTemporaryCredentials({
      clientConfig,
      params: { RoleArn: auth.roleArn, RoleSessionName: auth.sessionName, ...externalId },
    })();
  }
  throw new SluiceError('INTERNAL', `a function has no credentials of type ${auth.type}`);
};
