/**
 * A reporter beside the readable one: when a run is over, the test files of which everything passed, one a line. With it a
 * second try starts the others only. A run that was ended half-way tells none too many.
 */
import type { TestEvent } from 'node:test/reporters';

// oxlint-disable-next-line import/no-default-export -- `--test-reporter` takes nothing else
export default async function* passedFiles(
  events: AsyncIterable<TestEvent>,
): AsyncGenerator<string> {
  const passed = new Set<string>();
  const failed = new Set<string>();
  for await (const { type, data } of events) {
    if (type === 'test:summary' && data.success && data.file !== undefined) passed.add(data.file);
    // also a process that ended badly after its tests had passed
    if (type === 'test:fail' && data.todo === undefined && data.file !== undefined) {
      failed.add(data.file);
    }
  }
  for (const file of passed.difference(failed)) yield `${file}\n`;
}
