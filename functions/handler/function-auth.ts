import { SluiceError } from '../../shared/errors.ts';
import type { Environment } from '../../shared/pipeline/environment.ts';
import type { PipelineModel, S3AuthModel } from '../../shared/pipeline/model.ts';

/**
 * Credentials as a function has them. Those of its role are in the environment for as long as that lives, so they are
 * taken from there once, and none of the SDK's other sources are loaded, which a cold start would wait for.
 * @throws {SluiceError} CONFIG_INVALID for sources that are files, which a function does not have
 */
export function withFunctionAuth(model: PipelineModel, env: Environment): PipelineModel {
  const faults: string[] = [];
  const sinks = [...model.sinks].map(([name, sink]) => {
    const { auth } = sink.store;
    const option = fileOption(auth);
    if (option !== null) faults.push(`sinks.${name}.auth.${option}: a function has no such file`);
    const store = { ...sink.store, auth: auth.type === 'default' ? ofRole(env) : auth };
    return [name, { ...sink, store }] as const;
  });
  if (faults.length === 0) return { ...model, sinks: new Map(sinks) };
  throw new SluiceError(
    'CONFIG_INVALID',
    `The pipeline '${model.name}' wants credentials from files:\n  - ${faults.join('\n  - ')}\nLeave auth out for the ` +
      `function's own role, or name a role for it to assume: auth.assumeRole, without webIdentityTokenFile`,
  );
}

function fileOption(auth: S3AuthModel): string | null {
  if (auth.type === 'profile') return 'profile';
  return auth.type === 'webIdentity' ? 'webIdentityTokenFile' : null;
}

function ofRole(env: Environment): S3AuthModel {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? '';
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? '';
  // elsewhere, such as on instances of one's own, an address in the environment gives them
  if (accessKeyId === '' || secretAccessKey === '') return { type: 'default' };
  const sessionToken = env['AWS_SESSION_TOKEN'] ?? '';
  return {
    type: 'static',
    accessKeyId,
    secretAccessKey,
    sessionToken: sessionToken === '' ? null : sessionToken,
  };
}
