import { FormatError } from './error.ts';
import { createCursor, createMachine, fail } from './pickle-machine.ts';
import { opcodes } from './pickle-opcodes.ts';
import type { PickleValue } from './pickle-values.ts';

export interface Unpickled {
  readonly value: PickleValue;
  /** Offset after the STOP opcode: several pickles may follow each other. */
  readonly end: number;
  /** Every class and function that was named, `module.name`, in order. None was imported. */
  readonly globals: readonly string[];
}

const STOP = 0x2e;

/**
 * Decode a pickle (protocols 0–5) as data. Nothing is imported or called: a class that is not known plain data becomes
 * an inert `PickleObject` with its arguments and state. A pickle that names something like `os.system` is refused,
 * and the error lists every such name.
 *
 * Work and memory are bounded by the bytes that are there. Decoding does not recurse. Throws `FormatError`.
 */
export function unpickle(bytes: Uint8Array, start = 0): Unpickled {
  const cursor = createCursor(bytes, start);
  const machine = createMachine(bytes.length);
  try {
    for (let opcode = cursor.byte(); opcode !== STOP; opcode = cursor.byte()) {
      const execute =
        opcodes.get(opcode) ?? fail('an opcode of a pickle', `0x${opcode.toString(16).padStart(2, '0')}`);
      execute(machine, cursor);
    }
    if (machine.refused.size > 0) throw refusal(machine.refused);
    return { value: machine.pop(), end: cursor.position(), globals: [...machine.globals] };
  } catch (error) {
    if (machine.refused.size > 0) throw refusal(machine.refused);
    const position = `byte ${cursor.position()}`;
    if (error instanceof FormatError) throw new FormatError(position, error.expected, error.found);
    // Only a DataView at the end of the bytes raises it here.
    if (error instanceof RangeError)
      throw new FormatError(position, 'more of the pickle', 'the end of the file');
    throw error;
  }
}

const refusal = (names: ReadonlySet<string>): FormatError =>
  new FormatError(
    null,
    'a pickle of plain data',
    `one that asks for ${[...names].slice(0, 20).join(', ')}; nothing of it was run`,
  );
