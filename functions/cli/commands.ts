import { advise } from './advise.ts';
import { audit } from './audit.ts';
import { columns } from './columns.ts';
import type { Command } from './command.ts';
import { ddl } from './ddl.ts';
import { events } from './events.ts';
import { graph } from './graph.ts';
import { group } from './group.ts';
import { init } from './init.ts';
import { createInvoke, type StartFunction } from './invoke.ts';
import { migrate } from './migrate.ts';
import { options } from './options.ts';
import { replay } from './replay.ts';
import { reset } from './reset.ts';
import { run } from './run.ts';
import { tap } from './tap.ts';
import { test } from './test.ts';
import { top } from './top.ts';
import { validate } from './validate.ts';
import { vrl } from './vrl.ts';

/** All commands, in the order of the overview. @param startFunction starts a handler's package in an emulator */
export function commandsWith(startFunction: StartFunction): readonly Command[] {
  return [
    validate,
    run,
    test,
    init,
    migrate,
    graph,
    options,
    ddl,
    columns,
    group,
    audit,
    reset,
    replay,
    events,
    createInvoke(startFunction),
    advise,
    vrl,
    tap,
    top,
  ];
}
