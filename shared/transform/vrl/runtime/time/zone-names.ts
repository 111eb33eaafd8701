/**
 * What tzdata calls the clocks of zones of which Intl's locales say otherwise, by hours ahead of UTC; a number where they
 * have no name of their own. Under the names that Intl gives zones.
 */
const names: readonly (readonly [zones: string, clocks: Readonly<Record<number, string>>])[] = [
  ['America/Adak', { [-10]: 'HST', [-9]: 'HDT' }],
  ['America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse', { [-7]: 'MST' }],
  ['America/Havana', { [-5]: 'CST', [-4]: 'CDT' }],
  ['America/St_Johns', { [-3.5]: 'NST', [-2.5]: 'NDT' }],
  ['Antarctica/Casey', { 8: '+08', 11: '+11' }],
  ['Antarctica/Troll', { 0: '+00', 2: '+02' }],
  ['Asia/Colombo', { 5.5: '+0530' }],
  ['Asia/Dubai Asia/Muscat', { 4: '+04' }],
  ['Asia/Hong_Kong', { 8: 'HKT', 9: 'HKST' }],
  ['Asia/Jakarta Asia/Pontianak', { 7: 'WIB' }],
  ['Asia/Jayapura', { 9: 'WIT' }],
  ['Asia/Jerusalem', { 2: 'IST', 3: 'IDT' }],
  ['Asia/Karachi', { 5: 'PKT', 6: 'PKST' }],
  ['Asia/Macau Asia/Shanghai Asia/Taipei', { 8: 'CST', 9: 'CDT' }],
  ['Asia/Makassar', { 8: 'WITA' }],
  ['Asia/Manila', { 8: 'PST', 9: 'PDT' }],
  ['Asia/Pyongyang Asia/Seoul', { 9: 'KST', 10: 'KDT' }],
  ['Asia/Tokyo', { 9: 'JST' }],
  ['Australia/Eucla', { 8.75: '+0845' }],
  ['Australia/Lord_Howe', { 10.5: '+1030', 11: '+11' }],
  ['Europe/Dublin', { 0: 'GMT', 1: 'IST' }],
  ['Europe/Guernsey Europe/Isle_of_Man Europe/Jersey', { 0: 'GMT', 1: 'BST' }],
  ['Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd', { 3: 'MSK' }],
  ['Pacific/Guam Pacific/Saipan', { 10: 'ChST' }],
  ['Pacific/Midway Pacific/Pago_Pago', { [-11]: 'SST' }],
];

const clocksOf: ReadonlyMap<string, Readonly<Record<number, string>>> = new Map(
  names.flatMap(([zones, clocks]) => zones.split(' ').map((zone) => [zone, clocks] as const)),
);

/** @param zone as Intl calls it */
export function zoneName(zone: string, offsetMs: number): string | undefined {
  return clocksOf.get(zone)?.[offsetMs / 3_600_000];
}
