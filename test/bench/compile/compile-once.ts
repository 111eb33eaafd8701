/** A process of its own: loads the compiler, compiles the program, and again and again, and prints what each took. */
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { compileProgram } from '../../../shared/transform/vrl/compile/compile-program.ts';
import { longProgram } from './long-program.ts';
import { repeats, type CompileTimes, type Took } from './run-compile.ts';

const source = longProgram();

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const load = { ms: performance.now(), cpuMs: cpuMs() };

function compile(): Took {
  const before = cpuMs();
  const from = performance.now();
  const compiled = compileProgram(source, library, 'events');
  const took = { ms: performance.now() - from, cpuMs: cpuMs() - before };
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message ?? 'it does not compile');
  return took;
}

const first = compile();
for (let count = 2; count < repeats; count += 1) compile();
const times: CompileTimes = { load, first, later: compile() };
process.stdout.write(JSON.stringify(times));
