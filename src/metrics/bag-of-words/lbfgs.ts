export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const MEMORY = 6;
/** Share of the promised decrease that a step must keep (Armijo), and of the slope that may be left (Wolfe). */
const DECREASE = 1e-4;
const SLOPE = 0.9;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/**
 * Smallest value of a smooth convex function by L-BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4) with a bisecting line search
 * for the weak Wolfe conditions (Lewis and Overton 2013). `evaluate` writes the gradient at `x` into `gradient` and returns the value;
 * it is done when no part of the gradient is larger than `tolerance`.
 */
export function minimise(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  size: number,
  { tolerance, mostIterations }: { readonly tolerance: number; readonly mostIterations: number },
): Minimum {
  let x = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = evaluate(x, gradient);
  let next = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const past: { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[] = [];
  const steep = (): number => gradient.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    if (steep() <= tolerance) return { at: x, value, iterations: iteration, converged: true };
    for (let i = 0; i < size; i++) direction[i] = -gradient[i]!;
    const alpha = new Float64Array(past.length);
    for (let k = past.length - 1; k >= 0; k--) {
      const { step, change, rho } = past[k]!;
      alpha[k] = rho * dot(step, direction);
      for (let i = 0; i < size; i++) direction[i]! -= alpha[k]! * change[i]!;
    }
    const last = past.at(-1);
    const scale =
      last === undefined
        ? 1 / Math.sqrt(dot(gradient, gradient))
        : 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < size; i++) direction[i]! *= scale;
    for (const [k, { step, change, rho }] of past.entries()) {
      const beta = rho * dot(change, direction);
      for (let i = 0; i < size; i++) direction[i]! += (alpha[k]! - beta) * step[i]!;
    }
    const slope = dot(gradient, direction);
    let [low, high, length] = [0, Number.POSITIVE_INFINITY, 1];
    let reached = value;
    for (let tries = 0; tries < 40; tries++) {
      for (let i = 0; i < size; i++) next[i] = x[i]! + length * direction[i]!;
      reached = evaluate(next, nextGradient);
      if (!(reached <= value + DECREASE * length * slope)) high = length;
      else if (dot(nextGradient, direction) < SLOPE * slope) low = length;
      else break;
      length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2;
    }
    // Rounding lets nothing get smaller: this is as near as it comes.
    if (!(reached < value)) return { at: x, value, iterations: iteration, converged: false };
    const oldest = past.length === MEMORY ? past.shift() : undefined;
    const step = oldest?.step ?? new Float64Array(size);
    const change = oldest?.change ?? new Float64Array(size);
    for (let i = 0; i < size; i++) {
      step[i] = next[i]! - x[i]!;
      change[i] = nextGradient[i]! - gradient[i]!;
    }
    const curvature = dot(step, change);
    if (curvature > 0) past.push({ step, change, rho: 1 / curvature });
    [x, next] = [next, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = reached;
  }
  return { at: x, value, iterations: mostIterations, converged: steep() <= tolerance };
}
