import type { Framing } from '../encode/framing.ts';
import type { FinishFile } from '../encode/file/make-file.ts';
import type { Compressor } from '../sink/compress/compressor.ts';
import type { KeyTemplate } from '../sink/key/template.ts';
import type { ObjectWriter } from '../sink/object-store.ts';

/** A place that objects go to: a sink, or the dead letters of a component. Everything about it is decided at start. */
export interface Destination {
  /** Tells it from all others of the pipeline, also in another process with the same rules. */
  readonly id: string;
  /** Name of the sink, for metrics and messages. */
  readonly sink: string;
  readonly deadLetter: boolean;
  readonly store: ObjectWriter;
  readonly template: KeyTemplate;
  readonly framing: Framing;
  /** Null: objects are stored as they are, or held as they are where a file is made of them. */
  readonly compressor: Compressor | null;
  /** Makes of the lines of a whole object what is stored; null: the lines are. */
  readonly finishFile: FinishFile | null;
  readonly contentType: string;
  /** Without the dot. */
  readonly extension: string;
  /** Encoded bytes at which an object is complete. */
  readonly maxBytes: number;
  /** Events at which an object is complete; Infinity: no limit. */
  readonly maxEvents: number;
  /** Of one part of an object that is stored while it grows. */
  readonly partBytes: number;
  /** Rendered prefixes of one epoch that get objects of their own; what comes after goes to `overflow`. */
  readonly maxPrefixes: number;
  /** Where that is: without fields, rendered at the time at which the epoch began. */
  readonly overflow: KeyTemplate;
  /** The beginning of an object's name in dense mode. */
  readonly filenameTime: (timeMs: number) => string;
  readonly filenameAppendUuid: boolean;
}
