/** Tells how a download goes on: a bar that is redrawn on a terminal, a line per tenth elsewhere (a CI log, a pipe). */
export interface Progress {
  readonly advance: (bytes: number) => void;
  readonly finish: () => void;
}

export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

const barWidth = 30;

/** @param totalBytes what `advance` will add up to; more than that is shown as all of it. */
export function startProgress(title: string, totalBytes: number, output: ProgressOutput): Progress {
  let done = 0;
  let shownTenths = 0;
  const draw = (): void => {
    const share = Math.min(1, done / totalBytes);
    const filled = Math.round(share * barWidth);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    const amount = `${megabytes(Math.min(done, totalBytes))} of ${megabytes(totalBytes)} MB`;
    output.write(`\r${title} ${bar} ${Math.floor(share * 100)} %  ${amount}\u001b[K`);
  };
  const line = (): void => {
    const tenths = Math.floor(Math.min(1, done / totalBytes) * 10);
    if (tenths === shownTenths) return;
    shownTenths = tenths;
    output.write(`${title}: ${tenths * 10} % of ${megabytes(totalBytes)} MB\n`);
  };
  const show = output.isTTY === true ? draw : line;
  if (output.isTTY === true) draw();
  else output.write(`${title}: ${megabytes(totalBytes)} MB\n`);
  return {
    advance: (bytes) => {
      done += bytes;
      show();
    },
    finish: () => {
      done = totalBytes;
      show();
      if (output.isTTY === true) output.write('\n');
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
