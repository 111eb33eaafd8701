import { createInterface } from 'node:readline';
import type { Value } from '../../../shared/transform/vrl/runtime/value.ts';
import type { Terminal } from '../command.ts';
import { completionsOf } from './completions.ts';
import { historyFile, openHistory } from './history.ts';
import { replHelp } from './repl-help.ts';
import { Session } from './session.ts';
import { toolContext } from './tool-context.ts';

const banner = `VRL, line by line. 'help' says what else there is; Ctrl-D ends. Try '.' to see the event.
`;

const prompt = '$ ';
const goesOn = '| ';

/**
 * Runs what is typed, or comes on stdin, as one program after the other, until the end. On a terminal the programs of
 * sessions before can be had again by the arrow keys, each as a whole, whatever lines it has.
 */
export async function runRepl(
  events: readonly Value[],
  { isQuiet, keepsHistory }: { readonly isQuiet: boolean; readonly keepsHistory: boolean },
  { env, err, out, signal, stdin, tty = null }: Terminal,
): Promise<void> {
  const session = new Session(events);
  const history = openHistory(tty !== null && keepsHistory ? historyFile(env) : null);
  let recalled = [...history.programs];
  const lines = createInterface({
    input: tty?.input ?? stdin,
    ...(tty === null
      ? {}
      : {
          output: tty.output,
          completer: (line: string) => completionsOf(line, session.names),
          history: recalled,
          historySize: 1_000,
        }),
    terminal: tty !== null,
    signal,
    prompt,
  });
  // a line is none by itself before its program is at an end
  const recall = (): void => {
    recalled.splice(0, recalled.length, ...history.programs);
  };
  lines.on('history', (all) => {
    recalled = all;
    recall();
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
  for await (const read of lines) {
    // the lines of a program that is had again
    const line = read.replaceAll('\r', '\n');
    const whole = pending === '' ? line : `${pending}\n${line}`;
    if (pending === '' && (line === 'exit' || line === 'quit')) break;
    const help = pending === '' ? replHelp(line.trim()) : null;
    if (help !== null) out(`${help}\n`);
    else if (whole.trim() !== '') {
      const answer = session.run(commandOf(whole, session), toolContext(err, env));
      pending = answer === null && line !== '' ? whole : '';
      if (pending === '') out(`${answer ?? session.explain(whole)}\n\n`);
    }
    if (pending === '') {
      history.add(whole.trimEnd());
      recall();
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
