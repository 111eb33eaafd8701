import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCleanup } from '../../demo/cleanup.ts';
import { preparePlace } from '../../demo/place.ts';
import { createSteps } from '../../demo/steps.ts';
import { platforms } from '../../image/platforms.ts';
import { writeImage } from '../../image/write-image.ts';
import { runTool } from '../../local/run-tool.ts';
import { placeOptions } from '../place-options.ts';
import { pythonTools } from '../python-tools.ts';
import type { CheckContext, CheckStep } from '../step.ts';
import { needBubblewrap, startContainer } from './container.ts';
import { emulateImage } from './emulate-image.ts';
import { checkConfinement, type ImageRunOptions, runImage } from './run-image.ts';
import { type ImageRun, unpackLayout } from './unpack-layout.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export const imageSteps: readonly CheckStep[] = [
  { name: 'image: hadolint', run: lint },
  { name: 'image: made for both platforms, and run', run: makeAndRun },
];

async function lint({ say }: CheckContext): Promise<readonly string[]> {
  const program = join(await pythonTools(say), 'bin', 'hadolint');
  const { exitCode, lastLines } = await runTool(program, [
    join(root, 'infra', 'image', 'Containerfile'),
  ]);
  return exitCode === 0 ? [] : [lastLines.join('\n')];
}

async function makeAndRun({ say }: CheckContext): Promise<readonly string[]> {
  await needBubblewrap();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-image-check-'));
  try {
    // the user in the container gets to the root through it
    await chmod(folder, 0o755);
    const out = join(folder, 'image');
    const pipelines = new Map([['devices', join(root, 'pipelines', 'devices.ts')]]);
    const sizes = await writeImage({ pipelines, out, platforms, tools: true }, process.env, say);
    for (const { platform, layers } of sizes) {
      const parts = layers.map(
        (each) => `${each.name} ${Math.round(each.compressedBytes / 1e5) / 10} MB`,
      );
      say(`${platform}: ${parts.join(', ')}`);
    }
    const [mine, other] =
      arch() === 'arm64' ? (['arm64', 'amd64'] as const) : (['amd64', 'arm64'] as const);
    const image = await unpackLayout(join(out, 'layout'), mine, join(folder, 'root'));
    const confinement = await checkConfinement(image, folder);
    if (confinement.length > 0) return confinement;
    const faults = [
      ...(await checkMounted(image, folder)),
      ...(await runOnEngines(image, folder, say, { events: 50_000, stopsHalfway: true })),
    ];
    const foreign = await unpackLayout(join(out, 'layout'), other, join(folder, 'other'));
    const emulated = await emulateImage(foreign, other);
    if (emulated === null) {
      say(`linux/${other} is made, and not started: apt-get install qemu-user-static for that`);
      return faults;
    }
    say(`linux/${other}, by QEMU`);
    const more = [
      ...(await checkConfinement(emulated, folder)),
      ...(await runOnEngines(emulated, folder, say, { events: 3000, stopsHalfway: false })),
    ];
    return [...faults, ...more.map((fault) => `linux/${other}: ${fault}`)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** On a topic and a bucket of its own. */
async function runOnEngines(
  image: ImageRun,
  parent: string,
  say: CheckContext['say'],
  options: Omit<ImageRunOptions, 'signal'>,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(parent, 'run-'));
  await chmod(folder, 0o755);
  const cleanup = createCleanup();
  try {
    const context = {
      env: process.env,
      cleanup,
      signal: AbortSignal.timeout(900_000),
      steps: createSteps({ write: (text: string) => say(text.trimEnd()) }),
    };
    const place = await preparePlace(placeOptions, context, folder);
    return await runImage(image, place, { ...options, signal: context.signal });
  } finally {
    await cleanup.run((error) => say(`could not clean up: ${error.message}`));
  }
}

/** The chart's init step: a mounted pipeline is built, a wrong one refused with what is wrong as the last lines. */
async function checkMounted(image: ImageRun, folder: string): Promise<readonly string[]> {
  const pipelines = join(folder, 'pipelines');
  await mkdir(pipelines);
  // a runtime makes what it mounts on
  for (const path of ['pipeline', 'bundle']) await mkdir(join(image.root, path));
  const good = await readFile(join(root, 'pipelines', 'devices.ts'), 'utf8');
  await writeFile(join(pipelines, 'good.ts'), good);
  await writeFile(join(pipelines, 'bad.ts'), good.replace("codec: 'text'", "codec: 'txt'"));
  const build = async (file: string) => {
    const tool = ['/opt/sluice/build.mjs', '--pipeline', `/pipeline/${file}`];
    const container = startContainer(image, {
      args: [...image.entrypoint, ...tool, '--out', '/bundle', '--only', 'consumer'],
      readable: { '/pipeline': pipelines },
      temporary: ['/tmp', '/bundle'],
    });
    return { code: await container.exit, said: container.lines.join('\n') };
  };
  const faults: string[] = [];
  const validated = await startContainer(image, {
    args: [
      ...image.entrypoint,
      '/opt/sluice/functions/cli/main.ts',
      'validate',
      '--no-environment',
      '/pipeline/good.ts',
    ],
    readable: { '/pipeline': pipelines },
  }).exit;
  if (validated !== 0) faults.push(`sluice validate in the image: exit status ${validated}`);
  const built = await build('good.ts');
  if (built.code !== 0) faults.push(`a mounted pipeline is not built: ${built.said}`);
  const refused = await build('bad.ts');
  if (
    refused.code !== 78 ||
    !refused.said.includes("sinks.s3.encoding.codec: got the text 'txt'")
  ) {
    faults.push(`a wrong mounted pipeline: exit status ${refused.code}: ${refused.said}`);
  }
  return faults;
}
