import type { PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { PayloadProof } from './payload.ts';

/** The signer takes a payload hash that is there already; set before it runs, it need not read the body. */
export function withProof<C extends PutObjectCommand | UploadPartCommand>(
  command: C,
  proof: PayloadProof,
): C {
  (command as PutObjectCommand).middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = proof.contentSha256;
      return next(args);
    },
    { step: 'build', name: 'payloadProof' },
  );
  return command;
}
