import { compressionLevels } from '../../sink/compress/levels.ts';
import { parsePathTemplate } from '../../sink/file/path-template.ts';
import type { Faults } from '../faults.ts';
import type { FileModel } from '../model.ts';
import type { Values } from '../options/option.ts';
import { readOptions, type ReadContext, type Unsupported } from '../options/read-options.ts';
import { fileOptions, type FileShape } from './file-outlet-options.ts';
import { timestampFormatOf } from './timestamp-format.ts';

const unsupported: Unsupported = {
  onRejection:
    "is not its: what has no path or no text is counted, and left, or stops the pipeline where its source says 'stop'",
  acknowledgements: 'is not its: offsets always wait until events are on the disk',
  batch: 'is not its: events wait a second at most until they are written',
  truncate: 'is not taken: name files by time, as in %F, or let logrotate do it',
};

/** Reads a sink that writes files. */
export function readFileOutlet(
  raw: unknown,
  inputs: readonly string[],
  path: string,
  context: ReadContext,
): FileModel {
  const { faults } = context;
  const others = { names: ['type', 'inputs'], unsupported };
  const values = readOptions(fileOptions, raw, path, context, others);
  const { encoding, compression, timezone, timeField, idleTimeoutSecs } = values;
  const { codec, onlyFields: only, exceptFields: except } = encoding;
  return {
    type: 'file',
    inputs,
    ...placeOf(values, path, faults),
    into: '',
    timezone,
    timeField,
    codec,
    selectedFields: only === null && except === null ? null : { only, except: except ?? [] },
    timestampFormat: timestampFormatOf(encoding.timestampFormat),
    compression: { codec: compression.algorithm, level: levelFor(compression, path, faults) },
    idleTimeoutSecs,
  };
}

/** The template of whole paths, and the folder that events cannot leave. */
function placeOf(
  { path: given, baseDir, timezone }: Values<FileShape>,
  at: string,
  faults: Faults,
): Pick<FileModel, 'path' | 'root'> {
  const isRelative = !given.startsWith('/');
  const path = baseDir !== null && isRelative ? `${baseDir.replaceAll('%', '%%')}/${given}` : given;
  const parsed = parsePathTemplate(path, timezone);
  if (!faults.settled(`${at}.path`, `${at}.baseDir`, `${at}.timezone`)) return { path, root: null };
  if (!parsed.ok) {
    faults.add(`${at}.path`, `got the text '${given}': ${parsed.faults.join('; ')}`);
    return { path, root: null };
  }
  const { hasFields, folder } = parsed.template;
  if (baseDir !== null) {
    if (!isRelative && !`${folder}/`.startsWith(`${baseDir}/`)) {
      faults.add(
        `${at}.path`,
        `got the text '${given}'; allowed: a path below baseDir, '${baseDir}'`,
      );
    }
    return { path, root: baseDir };
  }
  if (hasFields && (isRelative || folder === '')) {
    faults.add(
      `${at}.path`,
      `got the text '${given}', in which events choose the file, and no folder is in front that they cannot leave; begin with an absolute one, or give baseDir`,
    );
  }
  return { path, root: hasFields ? folder : null };
}

/** The level, 0 where nothing is compressed. */
function levelFor(
  { algorithm, level }: Values<FileShape>['compression'],
  path: string,
  faults: Faults,
): number {
  if (algorithm === 'none') {
    if (level !== null && faults.settled(`${path}.compression.algorithm`)) {
      faults.add(`${path}.compression.level`, "has no meaning with the algorithm 'none'");
    }
    return 0;
  }
  const { max } = compressionLevels[algorithm];
  if (level !== null && level > max) {
    faults.add(
      `${path}.compression.level`,
      `got the number ${level}; allowed: 1 to ${max} for ${algorithm}`,
    );
  }
  return level ?? compressionLevels[algorithm].default;
}
