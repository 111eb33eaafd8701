import { readArguments, usageError } from '../../functions/cli/arguments.ts';

const onlyOnes = ['consumer', 'handler'] as const;
const sdks = ['bundled', 'runtime'] as const;

/** Where the handler has its AWS SDK from: its own file, or Lambda's Node runtime. */
export type AwsSdk = (typeof sdks)[number];

export interface BuildOptions {
  /** The pipeline file, as it was given. */
  readonly pipeline: string;
  readonly out: string;
  readonly awsSdk: AwsSdk;
  /** The one package to make; null: both. */
  readonly only: (typeof onlyOnes)[number] | null;
  readonly sourcemap: boolean;
  /** The handler's source map goes into its zip, too. */
  readonly sourcemapInZip: boolean;
  /** A sizes.json, for which each package is bundled once more, not minified. */
  readonly sizes: boolean;
}

export const usage = `Usage: node build.mjs --pipeline FILE --out DIR [options]

Checks the pipeline and bundles it with the programs that run it:

  DIR/consumer/main.mjs   the container's: needs nothing beside it but Node 22 or newer
  DIR/handler/index.mjs   the Lambda function's: its handler is index.handler
  DIR/handler.zip         that file alone, as Lambda takes it: the same input gives the same bytes
  DIR/sizes.json          how large they came out

  --pipeline FILE     the pipeline: TypeScript or JavaScript, or YAML, TOML or JSON as Vector's
  --out DIR           where to put them; made where it is missing
  --aws-sdk WHICH     the handler's AWS SDK (default bundled).
                      bundled: in index.mjs, cut down to what is used. The version that was tested runs, until you
                      build again, on any Node runtime, and an update of it is yours to make.
                      runtime: that of Lambda's Node runtime. Less than half of the size, and AWS updates it; but it
                      changes without you, is not the one that was tested (docs/lambda.md), and is loaded at a cold
                      start as it is, not cut down.
  --only PACKAGE      consumer or handler, and nothing of the other
  --sourcemap         write .map files beside them, for stack traces with lines (node --enable-source-maps)
  --sourcemap-in-zip  the handler's map in the zip, too (and NODE_OPTIONS=--enable-source-maps in its environment)
  --no-sizes          no sizes.json, for which everything is bundled twice
  --help              print this
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(args: readonly string[]): BuildOptions | null {
  const { values } = readArguments(
    args,
    {
      pipeline: 'string',
      out: 'string',
      'aws-sdk': 'string',
      only: 'string',
      sourcemap: 'boolean',
      'sourcemap-in-zip': 'boolean',
      'no-sizes': 'boolean',
    },
    [],
  );
  if (values.help === true) return null;
  const inZip = values['sourcemap-in-zip'] === true;
  return {
    pipeline: given('--pipeline', values.pipeline),
    out: given('--out', values.out),
    awsSdk: oneOf('--aws-sdk', values['aws-sdk'] ?? 'bundled', sdks),
    only: values.only === undefined ? null : oneOf('--only', values.only, onlyOnes),
    sourcemap: values.sourcemap === true || inZip,
    sourcemapInZip: inZip,
    sizes: values['no-sizes'] !== true,
  };
}

function given(option: string, value: string | undefined): string {
  if (value === undefined) throw usageError(`${option} is missing; see node build.mjs --help`);
  return value;
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw usageError(`${option}: got '${value}'; allowed: ${allowed.join(', ')}`);
}
