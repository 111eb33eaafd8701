import type { Event } from '../../../shared/transform/model.ts';
import { comparedValues } from './compared-values.ts';
import type { PipelineTest } from './read-tests.ts';
import { runTransforms, type Transforms } from './run-transforms.ts';

/** Runs one test. @returns why it failed; empty where it passed */
export function runTest(test: PipelineTest, transforms: Transforms): readonly string[] {
  const outputs = runTransforms(test.inputs, transforms);
  const given = (names: readonly string[]): readonly Event[] =>
    names.flatMap((name) => outputs.get(name) ?? []);
  const faults: string[] = [];
  for (const { from, conditions } of test.outputs) {
    const events = given(from);
    const where = from.join(', ');
    if (events.length === 0) {
      faults.push(`  ${where} gave no event`);
      continue;
    }
    const whys = events.map((event) => conditions.map((condition) => condition(event)));
    if (whys.some((reasons) => reasons.every((reason) => reason === null))) continue;
    for (const [index, event] of events.entries()) {
      const reasons = (whys[index] ?? []).flatMap((reason, number) =>
        reason === null
          ? []
          : [
              `    condition ${number}: ${reason}`,
              ...comparedValues(reason).map((line) => `      ${line}`),
            ],
      );
      faults.push([`  ${where} gave ${eventText(event)}`, ...reasons].join('\n'));
    }
  }
  for (const name of test.noOutputsFrom) {
    const events = given([name]);
    if (events.length === 0) continue;
    faults.push(`  ${name} should give nothing, and gave ${eventText(events[0])}`);
  }
  return faults;
}

/** In a line, where that is not too long for a screen. */
function eventText(event: Event | undefined): string {
  const line = JSON.stringify(event);
  if (line.length <= 100) return line;
  return JSON.stringify(event, null, 2).replaceAll('\n', '\n  ');
}
