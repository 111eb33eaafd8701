/** What `timezone: local` comes to: objects must not depend on what a machine happens to have. */
export const localZone: string =
  'is UTC, as in a container of Vector where no TZ is set, and never the zone of the machine; write its name for another';
