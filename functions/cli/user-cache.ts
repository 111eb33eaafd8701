import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what can be made again, where this user's caches are; null for a user without a home. */
export function userCache(env: NodeJS.ProcessEnv): string | null {
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg !== '') return join(xdg, 'sluice');
  try {
    return join(homedir(), '.cache', 'sluice');
  } catch {
    return null;
  }
}
