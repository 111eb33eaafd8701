/**
 * The Lambda function's entry, bundled with one pipeline file: `index.handler`. No decision is made here. What is wrong
 * with the pipeline or the environment fails the start, with all of it in the log.
 */
import columns from 'sluice:columns';
import messages from 'sluice:messages';
import pipeline from 'sluice:pipeline';
import programs from 'sluice:programs';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { createHandler, type Handler } from './create-handler.ts';

function create(): Handler {
  try {
    return createHandler(pipeline, {
      env: process.env,
      columns,
      messages,
      programs,
      write: (line) => process.stdout.write(`${line}\n`),
    });
  } catch (thrown) {
    process.stderr.write(`${describeError(toSluiceError(thrown))}\n`);
    throw thrown;
  }
}

export const handler: Handler = create();
