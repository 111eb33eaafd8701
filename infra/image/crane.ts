import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { pickPorts } from '../local/free-ports.ts';
import { runTool } from '../local/run-tool.ts';
import type { Platform } from './platforms.ts';

/** Puts layers together to images, in a registry of this machine that lives as long as the work. */
export interface ImageBuilder {
  /** @param layers paths of archives, lowest first; `config` is the image's whole configuration without them */
  readonly add: (
    platform: Platform,
    layers: readonly string[],
    config: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
  /** Writes what was added as one OCI layout. */
  readonly writeLayout: (folder: string, tag: string) => Promise<void>;
}

/**
 * crane keeps OCI's formats for us: manifests, digests, the index over platforms, the layout. It appends to registries
 * only, so it serves itself one, on the loopback address.
 * @throws {SluiceError} INTERNAL with what crane said
 */
export async function withImageBuilder<T>(
  crane: string,
  work: (builder: ImageBuilder) => Promise<T>,
): Promise<T> {
  const { port } = await pickPorts(['port'], {});
  const address = `127.0.0.1:${port}`;
  const registry = spawn(crane, ['registry', 'serve', '--address', address], { stdio: 'ignore' });
  const ended = once(registry, 'close');
  try {
    await untilServed(address);
    const images: string[] = [];
    return await work({
      add: async (platform, layers, config) => {
        const image = `${address}/sluice:${platform.architecture}`;
        const files = layers.flatMap((path) => ['-f', path]);
        await run(crane, ['append', '--oci-empty-base', ...files, '-t', image]);
        const appended = JSON.parse(await run(crane, ['config', image])) as Appended;
        const history = layers.map(() => ({ created: config['created'], created_by: 'sluice' }));
        const whole = { ...config, rootfs: appended.rootfs, history };
        await run(crane, ['edit', 'config', image, '-t', image], JSON.stringify(whole));
        images.push(image);
      },
      writeLayout: async (folder, tag) => {
        const index = `${address}/sluice:${tag}`;
        const manifests = images.flatMap((image) => ['-m', image]);
        await run(crane, ['index', 'append', ...manifests, '-t', index]);
        await rm(folder, { recursive: true, force: true });
        await run(crane, ['pull', '--format', 'oci', index, folder]);
      },
    });
  } finally {
    registry.kill();
    await ended;
  }
}

interface Appended {
  readonly rootfs: unknown;
}

async function untilServed(address: string): Promise<void> {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const answer = await fetch(`http://${address}/v2/`).catch(() => null);
    if (answer?.ok === true) return;
    if (performance.now() > giveUpAt) {
      throw new SluiceError('INTERNAL', 'crane does not serve its registry within 30 s');
    }
    await sleep(50);
  }
}

async function run(crane: string, args: readonly string[], input: string = ''): Promise<string> {
  const lines: string[] = [];
  const { exitCode, lastLines } = await runTool(crane, args, {
    input,
    onLine: (line) => lines.push(line),
  });
  if (exitCode === 0) return lines.join('\n');
  throw new SluiceError('INTERNAL', `crane ${args[0]}: ${lastLines.slice(-3).join(' / ')}`);
}
