import { chmod, copyFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ImageRun } from './unpack-layout.ts';

const emulators = { amd64: 'qemu-x86_64-static', arm64: 'qemu-aarch64-static' };

/**
 * An unpacked image of another processor, whose processes run by QEMU's user mode: it is put into the root, as it is all
 * that is there.
 * @returns null: QEMU is not on this machine
 */
export async function emulateImage(
  image: ImageRun,
  architecture: keyof typeof emulators,
): Promise<ImageRun | null> {
  const inside = join(image.root, 'qemu');
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const isThere = await copyFile(join(folder, emulators[architecture]), inside).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    await chmod(inside, 0o755);
    const { entrypoint, health } = image;
    return { ...image, entrypoint: ['/qemu', ...entrypoint], health: ['/qemu', ...health] };
  }
  return null;
}
