import type { SaslModel } from '../../../../shared/pipeline/model.ts';
import { type BearerToken, bearerTokenOf } from '../brokers/bearer-token.ts';

/**
 * The settings in the form that kafkajs takes; a new object for each connection, because kafkajs keeps state in it.
 * Where the broker says how long a session lives (KIP-368; MSK does, by the token's expiry), kafkajs authenticates
 * again on the same connection before it ends.
 */
export function createSaslOptions(
  sasl: SaslModel | null,
  bearerToken?: BearerToken,
): object | null {
  const token = bearerTokenOf(sasl, bearerToken);
  if (token !== null) return { mechanism: 'oauthbearer', oauthBearerProvider: token };
  if (sasl === null || sasl.mechanism === 'AWS_MSK_IAM') return null;
  return {
    mechanism: sasl.mechanism.toLowerCase(),
    username: sasl.username,
    password: sasl.password,
  };
}
