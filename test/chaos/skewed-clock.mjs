/**
 * Loaded into a consumer before everything else: its wall clock is wrong from the start, and jumps when a signal says so,
 * as the clock of a machine does that is set while programs run. Timers and `performance.now()` go on undisturbed, as
 * there. The signals are two that do nothing to a process that does not listen yet.
 */
const trueNow = Date.now;
const TrueDate = Date;
const jumpMs = Number(process.env.CHAOS_CLOCK_JUMP_MS ?? 0);
let offsetMs = Number(process.env.CHAOS_CLOCK_OFFSET_MS ?? 0);

const now = () => trueNow() + offsetMs;
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

const jump = (ms) => {
  offsetMs += ms;
  process.stderr.write(`clock jumped by ${ms} ms\n`);
};
process.on('SIGWINCH', () => jump(jumpMs));
process.on('SIGURG', () => jump(-jumpMs));
