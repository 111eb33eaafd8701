#!/usr/bin/env node
/**
 * Bundles a pipeline with the programs that run it, for a container and for Lambda; `node build.mjs --help` says how.
 * How it does it stands in infra/build, which is TypeScript: this file says so to a Node that cannot read that.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Node ${process.versions.node} cannot read TypeScript; 22.18 or newer is needed. 'npm run build' brings its own.\n`,
  );
  process.exit(1);
}
const { runBuild } = await import('./infra/build/build.ts');
const { describeError, toSluiceError } = await import('./shared/errors.ts');

await runBuild(process.argv.slice(2), process.env, (line) => {
  process.stdout.write(`${line}\n`);
}).catch((thrown) => {
  const error = toSluiceError(thrown);
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = error.exitCode;
});
