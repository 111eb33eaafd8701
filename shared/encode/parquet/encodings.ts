/** Parquet's numbers of the encodings that are written. */
export const encodings = { plain: 0, runLength: 3, dictionary: 8 } as const;
