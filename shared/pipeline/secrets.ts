/**
 * The one place that knows which options are secret, by their path in the definition or in the model. What it does not
 * know is printed; so a new secret option goes in here first.
 */
const secretPath =
  /(?:^|\.)(?:password|keyPass|keyFile|basicAuthUserInfo|bearerAuthToken|accessKeyId|secretAccessKey|sessionToken|externalId)$|\.tls\.key$/;

/** Whether the value at this path must not be printed, in a fault, a log line or a listing. */
export function isSecret(path: string): boolean {
  return secretPath.test(path);
}

/** Takes user and password out of the URLs in a text. */
export function withoutUserInfo(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]*@/g, '//***@');
}
