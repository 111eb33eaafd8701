// Loaded before a program that is measured: writes how long its garbage collections took, a line for each thread.
import { appendFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

const file = process.env.BENCH_GC_FILE;
if (file !== undefined) {
  let millis = 0;
  const add = (entries) => {
    for (const { duration } of entries) millis += duration;
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  process.on('exit', () => {
    add(observer.takeRecords());
    appendFileSync(file, `${millis}\n`);
  });
}
