import { SluiceError } from '../../../../shared/errors.ts';
import type { SaslModel } from '../../../../shared/pipeline/model.ts';

/** A bearer token for OAUTHBEARER; asked for at each authentication, so that it is always fresh. */
export type BearerToken = () => Promise<{ readonly value: string }>;

/** Where the token comes from: MSK IAM is OAUTHBEARER with a token signed here. Null: another mechanism, or none. */
export function bearerTokenOf(
  sasl: SaslModel | null,
  bearerToken: BearerToken | undefined,
): BearerToken | null {
  if (bearerToken !== undefined) return bearerToken;
  if (sasl?.mechanism !== 'AWS_MSK_IAM') return null;
  return () => signMskToken(sasl.region);
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
