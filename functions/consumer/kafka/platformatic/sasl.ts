import type { SaslModel } from '../../../../shared/pipeline/model.ts';
import { type BearerToken, bearerTokenOf } from '../brokers/bearer-token.ts';
import { AuthenticationError, type SASLOptions } from './library.ts';

/**
 * The settings in the form that the library takes. Where the broker says how long a session lives (KIP-368; MSK does,
 * by the token's expiry), it authenticates again on the same connection when four fifths of that are over.
 */
export function createSaslOptions(
  sasl: SaslModel | null,
  bearerToken?: BearerToken,
): SASLOptions | null {
  const token = bearerTokenOf(sasl, bearerToken);
  if (token !== null) {
    return {
      mechanism: 'OAUTHBEARER',
      token: async () => (await token()).value,
      // a broker that refuses a token says so in an answer without an error code (RFC 7628), and closes at the next request
      authBytesValidator: (answer, callback) => {
        if (answer.length === 0) callback(null, answer);
        else callback(new AuthenticationError(`the token was refused: ${answer.toString('utf8')}`));
      },
    };
  }
  if (sasl === null || sasl.mechanism === 'AWS_MSK_IAM') return null;
  return sasl;
}
