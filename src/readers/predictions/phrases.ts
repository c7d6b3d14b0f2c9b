/** `13,204` */
export const count = (value: number): string => value.toLocaleString('en-GB');

/** `1 row`, `13,204 rows` */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
