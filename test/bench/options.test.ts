import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchCases } from './cases.ts';
import { readOptions } from './options.ts';

describe('the options of the bench', () => {
  it('are all cases, three runs and a million events where nothing is said', () => {
    assert.deepEqual(readOptions([]), {
      mode: 'cases',
      cases: benchCases,
      events: 2_000_000,
      repeat: 3,
      vector: null,
      command: null,
      readme: false,
      json: false,
    });
  });

  it('take cases in the order of the table, each once', () => {
    const options = readOptions(['--cases', 'd, a,d']);
    assert.deepEqual(
      options?.cases.map(({ name }) => name),
      ['a', 'd'],
    );
  });

  it('name the mode', () => {
    assert.equal(readOptions(['--check', '--json'])?.mode, 'check');
    assert.equal(readOptions(['--keep'])?.mode, 'keep');
    assert.equal(readOptions(['--profile', '--cases', 'a'])?.mode, 'profile');
  });

  it('are null where help is asked for', () => {
    assert.equal(readOptions(['--help']), null);
  });

  const faults: [string[], RegExp][] = [
    [['--cases', 'z'], /--cases: got 'z'; allowed: a, b, c/],
    [['--cases', ''], /--cases wants a value/],
    [['--events', '999'], /--events: got '999'; allowed: a whole number from 1000/],
    [['--events', '1e6'], /--events: got '1e6'/],
    [['--repeat', '0'], /--repeat: got '0'/],
    [['--vector', '/nowhere/vector'], /--vector: got '\/nowhere\/vector', which is no file/],
    [['--vector'], /--vector wants a value/],
    [['--profile', '--repeat', '2'], /--profile and --repeat do not go together/],
    [['--check', '--keep'], /--check and --keep do not go together/],
    [['--check', '--events', '1000'], /--check and --events do not go together/],
    [['--compile', '--cases', 'a'], /--compile and --cases do not go together/],
    [['--growth', '--readme'], /--growth and --readme do not go together/],
    [['--readme', '--cases', 'a'], /--readme is for all cases/],
    [['--evnts', '1000'], /no option --evnts.*--events/],
    [['a'], /'a' is one word too many/],
  ];
  for (const [args, message] of faults) {
    it(`say what is wrong with '${args.join(' ')}'`, () => {
      assert.throws(() => readOptions(args), { code: 'CONFIG_INVALID', message });
    });
  }
});
