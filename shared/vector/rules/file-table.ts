import { group, only, read, type Rules } from './rule.ts';

/** Options of an enrichment table of type `file`. */
export const fileTableRules: Rules = {
  type: read('`file`'),
  file: group({
    path: read(
      'the file, from the folder of the configuration; it is read when the pipeline is built, and its rows are in the package: a new file needs a new build',
    ),
    encoding: group({
      type: only(['csv'], 'is all that there is'),
      include_headers: read(
        'whether the first row has the names of the columns; else they are 0, 1, …',
      ),
      delimiter: read('one character of ASCII, left out a comma'),
    }),
  }),
  schema: read(
    'types of columns by their names: `string`, `integer`, `float`, `boolean`, `date`, `timestamp`, the last two with `|FORMAT`',
  ),
};
