import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Loader, OnLoadResult, Plugin } from 'esbuild';

const manifest = join(import.meta.dirname, '../../package.json');

/** Text of a module that stands in the place of one in the SDK. */
interface Replacement {
  readonly filter: RegExp;
  readonly contents: string;
}

/**
 * What of the SDK no command of ours can reach, and what stands there instead: it ends with an error where that is
 * wrong. Sizes are of the handler with gzip where it is not said.
 */
const unreachable: readonly Replacement[] = [
  // 7 kB: streams of events within one answer, which only S3 Select has
  {
    filter: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    contents: `
      export const eventStreamSerdeProvider = undefined;
      export const resolveEventStreamSerdeConfig = (config) => config;
      export class EventStreamSerde { constructor() { throw new Error('no event streams in this bundle'); } }`,
  },
  // 2 kB: hashes written in JavaScript, for a Node without its own
  {
    filter: /[\\/]checksum[\\/]sha256[\\/]Sha256Js\.js$/,
    contents: 'export const Sha256Js = undefined;',
  },
  // 8 kB of the consumer: which browser it runs in
  {
    filter: /[\\/]bowser[\\/][\w.]+\.m?js$/,
    contents: "throw new Error('no browser in this bundle');",
  },
  { filter: /[\\/]sha[\\/]sha1[\\/]Sha1Js\.js$/, contents: 'export const Sha1Js = undefined;' },
];

/**
 * Leaves out of a bundle what the AWS SDK cannot say is unused:
 * - the shapes of all operations (12 kB): their tables have names of constants as keys, `{ [_h]: … }`, which for all that
 *   esbuild knows could run code. With the constants in their place, only those of the commands in use are kept;
 * - all of a package.json but the name and the version, which the SDK (and Sluice) tell servers: 2 kB.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup: (bundler) => {
    for (const { filter, contents } of unreachable) {
      bundler.onLoad({ filter }, () => ({ contents, loader: 'js' }));
    }
    const schemas = /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_0\.js$/;
    bundler.onLoad({ filter: schemas }, async ({ path }) =>
      loaded(withPlainKeys(await readFile(path, 'utf8')), 'js'),
    );
    bundler.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      // kafkajs tells more of its own
      if (path !== manifest && !/[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/.test(path))
        return null;
      const { name, version } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      return loaded(JSON.stringify({ name, version }), 'json');
    });
  },
};

function loaded(contents: string, loader: Loader): OnLoadResult {
  return { contents, loader };
}

function withPlainKeys(code: string): string {
  const constants = new Map(
    [...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return code.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}
