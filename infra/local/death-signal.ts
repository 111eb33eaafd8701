import { accessSync } from 'node:fs';

/** What to put before a command so that Linux kills it when its parent ends; `setpriv` asks for that and becomes it. */
export function deathSignalPrefix(): string[] {
  if (process.platform !== 'linux') return [];
  const path = '/usr/bin/setpriv';
  try {
    accessSync(path);
  } catch {
    return [];
  }
  return [path, '--pdeathsig', 'KILL'];
}
