import { describe, expect, it } from 'vitest';
import { crc32, crc32c, maskedCrc32c } from '../../src/formats/crc32c.ts';
import { utf8 } from './bytes.ts';

describe('checksums', () => {
  it('agree with the vectors of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
  });

  it('agree with the check values of the catalogue of parametrised CRC algorithms', () => {
    expect(crc32c(utf8('123456789'))).toBe(0xe3069283);
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it('do not depend on where the bytes lie', () => {
    const text = utf8('a text that is longer than eight bytes');
    for (let shift = 0; shift < 9; shift++) {
      const moved = new Uint8Array(text.length + shift + 3);
      moved.set(text, shift);
      expect(crc32c(moved, shift, shift + text.length)).toBe(crc32c(text));
    }
  });

  it('are masked by a rotation and an offset', () => {
    const crc = 0xe3069283;
    const rotated = ((crc >>> 15) | (crc << 17)) >>> 0;
    expect(maskedCrc32c(utf8('123456789'))).toBe((rotated + 0xa282ead8) % 2 ** 32);
  });
});
