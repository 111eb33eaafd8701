import { describeError, toSluiceError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/pipeline/faults.ts';
import { version } from '../../shared/version.ts';
import { isUsageError, usageError } from './arguments.ts';
import type { LoadedByName, Terminal } from './command.ts';

/**
 * Finds the command and runs it; whatever is thrown becomes a message and an exit status.
 * @returns the exit status
 */
export async function dispatch(
  commands: readonly LoadedByName[],
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [word, ...rest] = args;
  const command = commands.find(({ name }) => name === word);
  try {
    if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
      terminal.out(await overview(commands));
      return 0;
    }
    if (word === '--version' || word === '-v') {
      terminal.out(`${version}\n`);
      return 0;
    }
    if (command !== undefined) return await (await command.load()).run(rest, terminal);
    const known = [...commands.map(({ name }) => name), '--help', '--version'];
    const what = word.startsWith('-') ? 'option' : 'command';
    throw usageError(
      `there is no ${what} '${word}'${didYouMean(word, known)}; allowed: ${known.join(', ')}`,
    );
  } catch (thrown) {
    const error = toSluiceError(thrown);
    terminal.err(`${describeError(error)}\n`);
    if (isUsageError(error)) {
      const called = command === undefined ? '' : ` ${command.name}`;
      terminal.err(`  how it is used: sluice${called} --help\n`);
    }
    return error.exitCode;
  }
}

async function overview(commands: readonly LoadedByName[]): Promise<string> {
  const loaded = await Promise.all(commands.map(async ({ load }) => load()));
  const width = Math.max(...loaded.map(({ name }) => name.length));
  const lines = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: sluice COMMAND [ARGUMENTS]

${lines.join('\n')}

  sluice COMMAND --help   how a command is used
  sluice --version        the version
`;
}
