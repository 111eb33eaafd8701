/**
 * `npm run image`: pipelines as a container image, without Docker. See options.ts for how to call it. Standard output
 * holds the sizes alone. Exit codes: 0, others as in shared/errors.ts.
 */
import { relative } from 'node:path';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { readOptions, usage } from './options.ts';
import { writeImage } from './write-image.ts';

const options = readOptions(process.argv.slice(2));
if (options === null) {
  process.stdout.write(usage);
} else {
  try {
    const sizes = await writeImage(options, process.env, (line) => {
      process.stderr.write(`${line}\n`);
    });
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    for (const { platform, compressedBytes, layers } of sizes) {
      const parts = layers.map((layer) => `${layer.name} ${megabytes(layer.compressedBytes)}`);
      process.stdout.write(`${platform}  ${megabytes(compressedBytes)}  (${parts.join(', ')})\n`);
    }
    process.stderr.write(`written to ${relative('', options.out)}/layout\n`);
  } catch (thrown) {
    const error = toSluiceError(thrown);
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = error.exitCode;
  }
}
