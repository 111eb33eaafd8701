import { templateWarnings } from '../sink/key/template-warnings.ts';
import { parseKeyTemplate } from '../sink/key/template.ts';
import type { PipelineModel } from './model.ts';

/** What is allowed but seldom meant: one sentence each, with the option's path in front. */
export function pipelineWarnings(model: PipelineModel): readonly string[] {
  const warnings: string[] = [];
  for (const [name, source] of model.sources) {
    const { sasl, tls } = source.connection;
    if (sasl?.mechanism === 'PLAIN' && tls === null) {
      warnings.push(`sources.${name}.sasl: PLAIN without TLS sends the password as it is`);
    }
    if (tls !== null && !tls.verifyCertificate) {
      warnings.push(
        `sources.${name}.tls.verifyCertificate: anybody in between can pass for the broker`,
      );
    }
  }
  for (const [name, sink] of model.sinks) {
    const parsed = parseKeyTemplate(sink.keyPrefix, { timezone: sink.timezone });
    if (parsed.ok) {
      const found = templateWarnings(parsed.template);
      warnings.push(...found.map((warning) => `sinks.${name}.keyPrefix: ${warning}`));
    }
    if (!sink.acknowledgements) {
      warnings.push(
        `sinks.${name}.acknowledgements: offsets do not wait for storage, so a crash loses what is not stored`,
      );
    }
  }
  return warnings;
}
