import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadModel } from '../../../functions/handler/load-model.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';

const role = 'arn:aws:iam::123456789012:role/lake';
const roleKeys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

function authOf(auth: object, env: Readonly<Record<string, string>>): unknown {
  return loadModel(minimalPipeline({ sink: { auth } }), env).sinks.get('s3')?.store.auth;
}

describe("a function's credentials", () => {
  for (const [what, env, expected] of [
    [
      "are its role's, out of the environment",
      { ...roleKeys, AWS_SESSION_TOKEN: 'c' },
      { type: 'static', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
    ],
    [
      'may be without a token',
      roleKeys,
      { type: 'static', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: null },
    ],
    ['are looked for where the environment has none', {}, { type: 'default' }],
    [
      'are looked for where half of them is missing',
      { AWS_ACCESS_KEY_ID: 'a' },
      { type: 'default' },
    ],
  ] as const) {
    it(what, () => {
      assert.deepEqual(authOf({}, env), expected);
    });
  }

  it('are those in the sink where it has some', () => {
    const given = { accessKeyId: 'x', secretAccessKey: 'y' };
    assert.deepEqual(authOf(given, roleKeys), { type: 'static', ...given, sessionToken: null });
  });

  it('may be those of another role', () => {
    assert.deepEqual(authOf({ assumeRole: role }, roleKeys), {
      type: 'assumeRole',
      roleArn: role,
      externalId: null,
      sessionName: 'sluice',
    });
  });

  for (const [option, auth] of [
    ['profile', { profile: 'lake' }],
    ['webIdentityTokenFile', { assumeRole: role, webIdentityTokenFile: '/token' }],
  ] as const) {
    it(`are refused where they are in a file: ${option}`, () => {
      assert.throws(
        () => authOf(auth, roleKeys),
        (error) =>
          error instanceof SluiceError &&
          error.code === 'CONFIG_INVALID' &&
          error.message.includes(`sinks.s3.auth.${option}: a function has no such file`) &&
          error.message.includes('Leave auth out'),
      );
    });
  }
});
