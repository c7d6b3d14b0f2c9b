// Both files hold columns that look like predictions: they must be known again where a folder is read, and where they are overwritten.

/** Columns of a work list as CSV. */
export const WORK_LIST_COLUMNS = [
  'action',
  'findings',
  'claims',
  'run',
  'set',
  'row',
  'id',
  'text',
  'reference',
  'predicted',
  'suggested',
  'confidence',
  'expected_gain',
  'why',
] as const;

const CSV_BEGINNING = `${WORK_LIST_COLUMNS.join(',')}\r\n`;
/** `meta` stands first in a line so that the first bytes say whose it is. */
const LINES_BEGINNING = '{"meta":{"tool":"afterfit ';

/** Whether a file that begins so is a work list that Afterfit wrote. */
export const isWorkList = (head: string): boolean =>
  head.startsWith(CSV_BEGINNING) || head.startsWith(LINES_BEGINNING);
