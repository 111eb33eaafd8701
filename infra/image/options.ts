import { parseArgs } from 'node:util';
import { basename } from 'node:path';
import { usageError } from '../../functions/cli/arguments.ts';
import { type Platform, platforms } from './platforms.ts';

export interface ImageOptions {
  /** Pipeline files by the name under which the image has them. */
  readonly pipelines: ReadonlyMap<string, string>;
  readonly out: string;
  readonly platforms: readonly Platform[];
  /** With what builds a pipeline that is mounted. */
  readonly tools: boolean;
}

export const usage = `Usage: npm run image -- --pipeline FILE [--pipeline FILE …] [options]

Makes a container image of pipelines, for amd64 and arm64, without Docker: an OCI layout, whose layers are the C library
of this machine's Debian, the Node that package-lock.json pins, and the bundles. No shell, no package manager; it runs
as user 65532 with a read-only root. Beside it: a bill of materials and the licences of each platform's image.

  --pipeline FILE   a pipeline; the image has it as /app/NAME/main.mjs, and starts the first one
  --tools           what checks and builds a pipeline that is mounted, too (the chart's pipelines from a ConfigMap)
  --platform NAME   linux/amd64 or linux/arm64 alone
  --out DIR         where to (default dist/image); an image that is there is replaced
  --help            print this

To a registry:  crane push dist/image/layout REGISTRY/sluice:TAG
With Docker:    docker buildx build -f infra/image/Containerfile --platform linux/amd64,linux/arm64 .
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): ImageOptions | null {
  const values = parse(args);
  if (values.help === true) return null;
  const tools = values.tools === true;
  const pipelines = new Map<string, string>();
  for (const file of values.pipeline ?? []) {
    const name = basename(file).replace(/\.\w+$/, '');
    if (pipelines.has(name)) throw usageError(`--pipeline: two files are called '${name}'`);
    pipelines.set(name, file);
  }
  if (pipelines.size === 0 && !tools) throw usageError('--pipeline is missing; see --help');
  const chosen = platforms.filter(({ name }) => (values.platform ?? name) === name);
  if (chosen.length === 0) {
    const allowed = platforms.map(({ name }) => name).join(', ');
    throw usageError(`--platform: got '${values.platform}'; allowed: ${allowed}`);
  }
  return { pipelines, out: values.out ?? 'dist/image', platforms: chosen, tools };
}

interface Values {
  readonly pipeline?: string[];
  readonly out?: string;
  readonly platform?: string;
  readonly tools?: boolean;
  readonly help?: boolean;
}

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({
      args: [...args],
      options: {
        pipeline: { type: 'string', multiple: true },
        out: { type: 'string' },
        platform: { type: 'string' },
        tools: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw usageError(cause instanceof Error ? cause.message : String(cause));
  }
}
