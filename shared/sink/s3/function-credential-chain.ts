/**
 * Stands in the place of `@aws-sdk/credential-provider-node` in the handler's bundle (infra/build/handler-modules.ts): of the
 * SDK's sources of credentials by default, those that a Lambda function has. Shared files, SSO, logins, processes and
 * instance metadata are 40 kB that it can never use.
 */
import { createCredentialChain, fromEnv, fromHttp } from '@aws-sdk/credential-providers';

type Chain = ReturnType<typeof createCredentialChain>;

/** The environment's keys, or the address in the environment that gives them. */
export function defaultProvider(): Chain {
  return createCredentialChain(fromEnv(), fromHttp());
}
