import { SluiceError } from '../../../../shared/errors.ts';
import type { SaslModel } from '../../../../shared/pipeline/model.ts';

/** A bearer token for OAUTHBEARER; asked for at each authentication, so that it is always fresh. */
export type BearerToken = () => Promise<{ readonly value: string }>;

/**
 * The settings in the form that kafkajs takes; a new object for each connection, because kafkajs keeps state in it.
 * MSK IAM is OAUTHBEARER with a token signed here. Where the broker says how long a session lives (KIP-368; MSK does,
 * by the token's expiry), kafkajs authenticates again on the same connection before it ends.
 */
export function createSaslOptions(
  sasl: SaslModel | null,
  bearerToken?: BearerToken,
): object | null {
  if (bearerToken !== undefined) {
    return { mechanism: 'oauthbearer', oauthBearerProvider: bearerToken };
  }
  if (sasl === null) return null;
  if (sasl.mechanism === 'AWS_MSK_IAM') {
    const { region } = sasl;
    return { mechanism: 'oauthbearer', oauthBearerProvider: async () => signMskToken(region) };
  }
  return {
    mechanism: sasl.mechanism.toLowerCase(),
    username: sasl.username,
    password: sasl.password,
  };
}

/**
 * Signs a token with the credentials that the AWS SDK finds (environment, profile, web identity, container, instance).
 * @throws {SluiceError} KAFKA_UNREACHABLE, because missing credentials often come a moment later (a role that is just
 *   being attached, a metadata service that is slow); at the start the message is seen all the same
 */
async function signMskToken(region: string): Promise<{ readonly value: string }> {
  try {
    // loaded on demand: it brings the AWS credential chain with it
    const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
    const { token } = await generateAuthToken({ region });
    return { value: token };
  } catch (cause) {
    throw new SluiceError(
      'KAFKA_UNREACHABLE',
      `no AWS credentials to sign a token for MSK in ${region}`,
      { cause },
    );
  }
}
