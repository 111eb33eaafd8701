/** The field that holds a value which is no object, as in Vector. */
export const messageField = 'message';
