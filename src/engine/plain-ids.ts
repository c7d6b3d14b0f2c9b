/** An id that can be passed on is short and has no blanks. */
const MAX_ID_LENGTH = 64;

/** An id that is a code and holds nobody's words. */
export const tellsNoText = (id: string | null): boolean =>
  id === null || (id.length <= MAX_ID_LENGTH && !/\s/.test(id));
