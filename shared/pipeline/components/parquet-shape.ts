import type { Column } from '../../encode/columns/column-type.ts';
import type { ParquetCompression } from '../../encode/parquet/codecs.ts';
import type { Group, Option } from '../options/option.ts';
import type { RegisteredColumnsShape } from './registered-columns-shape.ts';

/** The types of the options of the codec `parquet`. */
export type ParquetShape = {
  readonly schema: Option<readonly Column[] | null>;
  readonly schemaRegistry: Group<RegisteredColumnsShape>;
  readonly addColumns: Option<readonly Column[] | null>;
  readonly onTypeConflict: Option<'rest' | 'dead_letter' | null>;
  readonly unknownFields: Option<'rest' | 'drop' | null>;
  readonly compression: Option<ParquetCompression>;
  readonly rowGroupBytes: Option<number>;
  readonly bloomFilterColumns: Option<readonly string[] | null>;
};
