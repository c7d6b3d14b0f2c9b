/** Whole numbers in a typed array that grows. */
export interface Numbers {
  values: Uint32Array<ArrayBuffer>;
  length: number;
}

export const noNumbers = (): Numbers => ({ values: new Uint32Array(1 << 10), length: 0 });

export function push(list: Numbers, value: number): void {
  if (list.length === list.values.length) {
    const wider = new Uint32Array(2 * list.length);
    wider.set(list.values);
    list.values = wider;
  }
  list.values[list.length++] = value;
}

/** Texts that hold each numbered thing; the things are numbered as they come up, the texts come one after the other. */
export function frequencies(): {
  readonly count: Numbers;
  readonly see: (number: number, row: number) => void;
} {
  const count = noNumbers();
  const last = noNumbers();
  const see = (number: number, row: number): void => {
    if (number === count.length) {
      push(count, 1);
      push(last, row);
    } else if (last.values[number] !== row) {
      count.values[number]!++;
      last.values[number] = row;
    }
  };
  return { count, see };
}
