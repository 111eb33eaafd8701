const damaged = '\u{FFFD}';

/** UTF-7 as mail programs read it: what is damaged becomes U+FFFD. */
export function decodeUtf7(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  // a run of Base64 ends at a hyphen, which goes with it, or at any other character
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- what is above is no ASCII
    /\+([A-Za-z0-9+/]*)(-?)|[^\u0000-\u007f]/g,
    (_all, run: string | undefined, hyphen: string | undefined) => {
      if (run === undefined) return damaged;
      if (run === '') return hyphen === '-' ? '+' : damaged;
      return decodeRun(run);
    },
  );
}

function decodeRun(run: string): string {
  let digits = run;
  while (!isWhole(digits)) digits = digits.slice(0, -1);
  const bytes = Buffer.from(digits, 'base64');
  const text = new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes);
  return digits === run ? text : text + damaged;
}

/** Whether digits of Base64 end with a byte, and no bit of the last one is lost. */
function isWhole(digits: string): boolean {
  return Buffer.from(digits, 'base64').toString('base64').replaceAll('=', '') === digits;
}
