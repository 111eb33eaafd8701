import type { LoadedByName } from './command.ts';
import type { StartFunction } from './invoke.ts';

/**
 * All commands, in the order of the overview. Each is loaded when it is asked for: one brings a broker's client, one a
 * compiler, and nobody waits for those that he does not use.
 *
 * @param startFunction starts a handler's package in an emulator
 */
export function commandsWith(startFunction: StartFunction): readonly LoadedByName[] {
  return [
    { name: 'validate', load: async () => (await import('./validate.ts')).validate },
    { name: 'run', load: async () => (await import('./run.ts')).run },
    { name: 'test', load: async () => (await import('./test.ts')).test },
    { name: 'init', load: async () => (await import('./init.ts')).init },
    { name: 'migrate', load: async () => (await import('./migrate.ts')).migrate },
    { name: 'graph', load: async () => (await import('./graph.ts')).graph },
    { name: 'options', load: async () => (await import('./options.ts')).options },
    { name: 'ddl', load: async () => (await import('./ddl.ts')).ddl },
    { name: 'columns', load: async () => (await import('./columns.ts')).columns },
    { name: 'group', load: async () => (await import('./group.ts')).group },
    { name: 'audit', load: async () => (await import('./audit.ts')).audit },
    { name: 'reset', load: async () => (await import('./reset.ts')).reset },
    { name: 'replay', load: async () => (await import('./replay.ts')).replay },
    { name: 'events', load: async () => (await import('./events.ts')).events },
    { name: 'invoke', load: async () => (await import('./invoke.ts')).createInvoke(startFunction) },
    { name: 'advise', load: async () => (await import('./advise.ts')).advise },
    { name: 'vrl', load: async () => (await import('./vrl.ts')).vrl },
    { name: 'tap', load: async () => (await import('./tap.ts')).tap },
    { name: 'top', load: async () => (await import('./top.ts')).top },
  ];
}
