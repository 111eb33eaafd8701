import { grouped } from '../../../infra/demo/report.ts';
import { aligned } from '../report.ts';
import type { SelfTime } from './read-profile.ts';
import type { CaseProfile } from './run-profile.ts';

/** Where the time of each case went, for a person. */
export function formatProfiles(profiles: readonly CaseProfile[]): string {
  return profiles.map(formatProfile).join('\n');
}

function formatProfile(profile: CaseProfile): string {
  const { events, busyMillis, functions, outside, packages, folder } = profile;
  const perEvent = ((busyMillis * 1000) / events).toFixed(2);
  const head = `case ${profile.case}: ${grouped(busyMillis)} ms busy in JavaScript's threads, ${perEvent} µs an event`;
  const rows = (times: readonly SelfTime[]): string[][] =>
    times.map(({ name, place, millis, share }) => [
      `${(share * 100).toFixed(1)} %`,
      `${grouped(millis)} ms`,
      name,
      place,
    ]);
  const table = aligned(
    [
      ['self', '', 'the ten hottest functions', ''],
      ...rows(functions),
      ['', '', '', ''],
      ['', '', 'outside of them', ''],
      ...rows(outside),
      ['', '', '', ''],
      ['', '', 'functions by package', ''],
      ...rows(packages),
    ],
    new Set([2, 3]),
  );
  return `${head}\n${table}\n${folder}\n`;
}
