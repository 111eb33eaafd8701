import { createInterface } from 'node:readline';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import type { Value } from '../../../shared/transform/vrl/runtime/value.ts';
import type { Terminal } from '../command.ts';
import { replHelp } from './repl-help.ts';
import { Session } from './session.ts';
import { toolContext } from './tool-context.ts';

const banner = `VRL, line by line. 'help' says what else there is; Ctrl-D ends. Try '.' to see the event.
`;

const prompt = '$ ';
const goesOn = '| ';

/** Runs what is typed, or comes on stdin, as one program after the other, until the end. */
export async function runRepl(
  events: readonly Value[],
  isQuiet: boolean,
  { err, env, out, signal, stdin, tty = null }: Terminal,
): Promise<void> {
  const session = new Session(events);
  const lines = createInterface({
    input: tty?.input ?? stdin,
    ...(tty === null ? {} : { output: tty.output, completer }),
    terminal: tty !== null,
    signal,
    prompt,
  });
  const ask = (text: string): void => {
    if (tty === null) return;
    lines.setPrompt(text);
    lines.prompt();
  };
  // what is typed is not lost by a slip: the second one ends
  let pending = '';
  lines.on('SIGINT', () => {
    if (pending === '' && lines.line === '') return lines.close();
    pending = '';
    out('\n');
    lines.write(null, { ctrl: true, name: 'u' });
    return ask(prompt);
  });
  if (tty !== null && !isQuiet) out(`${banner}\n`);
  ask(prompt);
  for await (const line of lines) {
    const whole = pending === '' ? line : `${pending}\n${line}`;
    if (pending === '' && (line === 'exit' || line === 'quit')) break;
    const help = pending === '' ? replHelp(line.trim()) : null;
    if (help !== null) out(`${help}\n`);
    else if (whole.trim() !== '') {
      const answer = session.run(commandOf(whole, session), toolContext(err, env));
      pending = answer === null && line !== '' ? whole : '';
      if (pending === '') out(`${answer ?? session.explain(whole)}\n\n`);
    }
    ask(pending === '' ? prompt : goesOn);
  }
  // the end has come in the middle
  if (pending !== '') out(`${session.explain(pending)}\n\n`);
  lines.close();
  if (tty !== null) out('\n');
}

/** `next` and `prev` show where they have gone. */
function commandOf(line: string, session: Session): string {
  if (line === 'next') session.next();
  else if (line === 'prev') session.previous();
  else return line;
  return '.';
}

/** Functions, by the tabulator. */
function completer(line: string): [string[], string] {
  const word = /[a-z_0-9]*$/.exec(line)?.[0] ?? '';
  const found = word === '' ? [] : [...library.keys()].filter((name) => name.startsWith(word));
  return [found, word];
}
