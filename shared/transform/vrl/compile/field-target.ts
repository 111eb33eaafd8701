import type { Segment } from '../syntax/ast.ts';
import type { EventUses } from './event-uses.ts';
import { stepsOf, type TargetCode } from './target.ts';
import { wholeTarget } from './whole-target.ts';
import { type CodeWriter, literalText } from './writer.ts';

/**
 * The event by its fields: each that a program changes is a variable, read when it is first asked for, and written back
 * when the program has come to its end. So an event on bytes decodes only what is asked for, and a program that fails has
 * changed nothing.
 */
export function fieldTarget(
  writer: CodeWriter,
  uses: EventUses,
  finish: TargetCode['finish'],
): TargetCode {
  const metadata = wholeTarget(writer, finish);
  const cached = new Map<string, number>();
  for (const name of cachedNames(uses)) cached.set(name, cached.size + 1);
  // one that is only looked into by a path that bytes cannot follow
  const numbered = (name: string): number => {
    if (!cached.has(name)) cached.set(name, cached.size + 1);
    return cached.get(name) as number;
  };
  const variable = (name: string): string => {
    const text = `field${numbered(name)}`;
    writer.declare(text, writer.helper('unread', 'event'));
    return text;
  };
  const whole = (name: string): string => {
    const text = variable(name);
    const unread = writer.helper('unread', 'event');
    const read = writer.helper('readField', 'event');
    return `(${text} === ${unread} ? (${text} = ${read}(event, ${literalText(name)}, context)) : ${text})`;
  };
  const change = (name: string, value: string): void => {
    writer.line(`${variable(name)} = ${value};`);
    const flag = `is${cached.get(name) ?? 0}Changed`;
    writer.declare(flag, 'false');
    writer.line(`${flag} = true;`);
  };
  const fieldOf = (path: readonly Segment[]): string =>
    path[0]?.kind === 'field' ? path[0].name : '';
  return {
    read: (root, path) => {
      if (root === 'metadata') return metadata.read(root, path);
      const name = fieldOf(path);
      if (path.length === 1) return whole(name);
      const steps = stepsOf(path);
      const isPlain = steps.every((step) => typeof step !== 'object');
      if (isPlain && !cached.has(name)) {
        return `${writer.helper('readAt', 'event')}(event, ${writer.data(steps)})`;
      }
      const rest = writer.data(steps.slice(1));
      return `${writer.helper('at', 'paths')}(${whole(name)}, ${rest})`;
    },
    write: (root, path, value) => {
      if (root === 'metadata') {
        metadata.write(root, path, value);
        return;
      }
      const name = fieldOf(path);
      if (path.length === 1) {
        change(name, value);
        return;
      }
      const rest = writer.data(stepsOf(path.slice(1)));
      change(name, `${writer.helper('put', 'paths')}(${whole(name)}, ${rest}, ${value})`);
    },
    remove: (root, path, compact) => {
      if (root === 'metadata') {
        metadata.remove(root, path, compact);
        return;
      }
      const name = fieldOf(path);
      if (path.length === 1) {
        change(name, 'undefined');
        return;
      }
      const rest = writer.data(stepsOf(path.slice(1)));
      const without = writer.helper('without', 'paths');
      // a parent that becomes empty goes, too
      const before = compact === 'false' ? null : writer.keep(whole(name));
      change(name, `${without}(${before ?? whole(name)}, ${rest}, ${compact})`);
      if (before === null) return;
      const emptied = writer.helper('isEmpty', 'paths');
      const field = variable(name);
      writer.line(
        `if (${compact} && ${field} !== ${before} && ${emptied}(${field})) ${field} = undefined;`,
      );
    },
    finish,
  };
}

/** Lines that write changed fields back. */
export function flushLines(
  writer: CodeWriter,
  { written, readWhole }: EventUses,
): readonly string[] {
  const names = cachedNames({ written, readWhole });
  const write = written.length > 0 ? writer.helper('writeField', 'event') : '';
  return written.map((name) => {
    const number = names.indexOf(name) + 1;
    return `if (is${number}Changed) ${write}(event, ${literalText(name)}, field${number});`;
  });
}

/** Fields that are variables, in the order of their numbers. */
function cachedNames({
  written,
  readWhole,
}: Pick<EventUses, 'written' | 'readWhole'>): readonly string[] {
  return [...new Set([...written, ...readWhole])];
}
