import { spawnSync } from 'node:child_process';

/** Why there can be no Lambda emulator on this machine, for `skip`; false where it can be had. */
export const noEmulator: string | false = reason();

function reason(): string | false {
  if (process.platform !== 'linux') return "AWS's Lambda emulator is there for Linux only";
  const pip = spawnSync('python3', ['-m', 'pip', '--version']);
  return pip.status === 0 ? false : "there is no pip to get AWS's Lambda emulator with";
}
