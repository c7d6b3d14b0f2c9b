import { formatCount } from '../../text/numbers.ts';

/** `13,204` */
export const count = (value: number): string => formatCount(value);

/** `1 row`, `13,204 rows` */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
