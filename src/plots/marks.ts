/**
 * A picture as a list of marks, before it is written for a page (`fluid.ts`: classes, x in per cent) or for a paper
 * (`fixed.ts`: pixels and attributes). Horizontal positions are shares 0…1 of the plot's width, vertical ones pixels.
 */
export type Role =
  | 'grid'
  | 'axis'
  | 'train'
  | 'raw'
  | 'validation'
  | 'test'
  | 'band'
  | 'envelope'
  | 'whisker'
  | 'whisker-wide'
  | 'whisker-faint'
  | 'point'
  | 'hollow'
  | 'unit-wrong'
  | 'train-point'
  | 'train-hollow'
  | 'reference'
  | 'best'
  | 'seam'
  | 'warmup'
  | 'wasted'
  | 'unlogged'
  | 'cursor'
  | 'cross'
  | 'zero'
  | 'text'
  | 'text-strong'
  | 'text-validation'
  | 'text-test'
  | 'text-train'
  | 'text-act'
  | 'bar-validation'
  | 'bar-act'
  | 'bar-neutral'
  | 'heat-0'
  | 'heat-1'
  | 'heat-2'
  | 'heat-3'
  | 'heat-4'
  | `run-${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`
  | 'run-other'
  | 'run-best'
  | 'run-middle'
  | 'run-failed'
  | 'strip'
  | 'strip-failed';

/** `wide` marks are left out on narrow screens and `narrow` ones on wide screens and in print. */
type Screen = 'wide' | 'narrow';

export type Mark =
  | {
      readonly kind: 'line';
      readonly role: Role;
      readonly x1: number;
      readonly x2: number;
      readonly y1: number;
      readonly y2: number;
    }
  | {
      readonly kind: 'rect';
      readonly role: Role;
      readonly x: number;
      readonly width: number;
      readonly y: number;
      readonly height: number;
    }
  | {
      readonly kind: 'circle';
      readonly role: Role;
      readonly x: number;
      readonly y: number;
      readonly radius: number;
    }
  | { readonly kind: 'cross' | 'triangle'; readonly role: Role; readonly x: number; readonly y: number }
  | {
      readonly kind: 'text';
      readonly role: Role;
      readonly x: number;
      readonly dx: number;
      readonly y: number;
      readonly text: string;
      readonly anchor?: 'start' | 'middle' | 'end';
      /** Outlined in the background colour, so that it can be read over lines. */
      readonly halo?: boolean;
      readonly screen?: Screen;
    }
  /** An open line through points; a NaN breaks it. */
  | { readonly kind: 'path'; readonly role: Role; readonly points: readonly (readonly [number, number])[] }
  /** A filled band between two lines: `[x, low, high]`. */
  | {
      readonly kind: 'area';
      readonly role: Role;
      readonly points: readonly (readonly [number, number, number])[];
    };

export interface Scene {
  readonly height: number;
  readonly marks: readonly Mark[];
  /** The same part of the picture on a logarithmic axis; `marks` then holds what both have in common. */
  readonly linear?: readonly Mark[];
  readonly logarithmic?: readonly Mark[];
}
