/** What S3 takes as a key, in bytes of UTF-8. */
export const maxKeyBytes = 1024;

/**
 * What a rendered prefix may take of it, so that every rest fits: a topic of 249, a partition of 10, an offset of 20,
 * a number of 4, a variant of 32 and an extension of 16, and the characters between them.
 */
export const maxPrefixBytes = 680;

/** What one `{{ field }}` may become, encoded. */
export const maxValueBytes = 256;

export const maxExtensionLength = 16;

export const maxVariantLength = 32;
