// What the portable core may assume of its host besides ECMAScript: present in Node and in every browser.
// Only the core's type check reads this file (tsconfig.core.json); it keeps Node and DOM types out of the core.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare module '*?raw' {
  const text: string;
  export default text;
}
