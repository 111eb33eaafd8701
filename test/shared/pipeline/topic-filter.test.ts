import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTopicFilter } from '../../../shared/pipeline/topic-filter.ts';
import type { SluiceError } from '../../../shared/errors.ts';

describe('the topics of a source', () => {
  const cases: [topics: string[], topic: string, matches: boolean][] = [
    [['devices'], 'devices', true],
    [['devices'], 'devices2', false],
    [['dev.ces'], 'devices', false], // a name is no pattern
    [['^dev.*'], 'devices', true],
    [['^dev'], 'devices', false], // a pattern holds for the whole name
    [['^dev|^trips'], 'trips', true],
    [['^dev|trips'], 'trips-old', false],
    [['^(a|b)\\.events$'], 'b.events', true],
    [['devices', '^t.+'], 'trips', true],
    [['devices', '^t.+'], 't', false],
  ];
  for (const [topics, topic, matches] of cases) {
    it(`${topics.join(' and ')} ${matches ? 'mean' : 'do not mean'} ${topic}`, () => {
      assert.equal(createTopicFilter(topics).matches(topic), matches);
    });
  }

  it('are refused where a pattern is no regular expression', () => {
    assert.throws(
      () => createTopicFilter(['^(open']),
      (error: SluiceError) => error.code === 'CONFIG_INVALID' && error.message.includes('^(open'),
    );
  });
});
