import type { Value } from '../graph/builder.ts';
import type { Scope } from '../graph/scope.ts';

/**
 * Rows of a table for each distance of −`reach` … `reach` (query − key for DeBERTa, key − query for MPNet); beyond, the rows of
 * the ends hold. Computed here in the 32-bit steps of PyTorch, because a logarithm that lands on a whole number decides.
 */
export interface DistanceTable {
  readonly reach: number;
  readonly rows: readonly number[];
}

const f = Math.fround;

/** T5's buckets, 32 of them up to a distance of 128, as MPNet has them (modeling_mpnet.py, `relative_position_bucket`). */
export function mpnetBuckets(): DistanceTable {
  const half = 16;
  const exact = 8;
  const reach = 160;
  const rows: number[] = [];
  for (let distance = -reach; distance <= reach; distance++) {
    const size = Math.abs(distance);
    const far = f(f(f(Math.log(f(size / exact))) / f(Math.log(128 / exact))) * (half - exact));
    const bucket = size < exact ? size : Math.min(exact + Math.trunc(far), half - 1);
    rows.push((distance > 0 ? half : 0) + bucket);
  }
  return { reach, rows };
}

/** Signed distance, compressed beyond half the buckets (modeling_deberta_v2.py, `make_log_bucket_position`). */
export function debertaBucket(distance: number, buckets: number, positions: number): number {
  const half = Math.trunc(buckets / 2);
  const size = distance < half && distance > -half ? half - 1 : Math.abs(distance);
  if (size <= half) return distance;
  const ratio = f(f(Math.log(f(size / half))) / f(Math.log(f((positions - 1) / half))));
  return (Math.ceil(f(ratio * (half - 1))) + half) * Math.sign(distance);
}

/** Rows of DeBERTa's table of 2 · span relative positions. Without buckets distances count as they are. */
export function debertaRows(buckets: number, positions: number): DistanceTable {
  const span = buckets > 0 ? buckets : positions;
  // From the first distance that falls on the last row, all do.
  const reach = positions + 1;
  const rows: number[] = [];
  for (let distance = -reach; distance <= reach; distance++) {
    const signed = buckets > 0 ? debertaBucket(distance, buckets, positions) : distance;
    rows.push(Math.min(Math.max(signed + span, 0), 2 * span - 1));
  }
  return { reach, rows };
}

/** The rows of distances, whole numbers of any shape. */
export function rowsOfDistances(scope: Scope, distances: Value, table: DistanceTable): Value {
  const { graph } = scope;
  const near = graph.operator('Clip', [distances, graph.integer(-table.reach), graph.integer(table.reach)]);
  return graph.operator(
    'Gather',
    [graph.integers(table.rows), graph.operator('Add', [near, graph.integer(table.reach)])],
    { axis: 0 },
  );
}

/**
 * Turns scores by distance into scores by key: from [batch, heads, length, 2 · length], where column m is the distance
 * m − (length − 1) of the key after the query, to [batch, heads, length, length]. Row i begins length − 1 − i columns in, which
 * is what remains when the rows are read in one and cut into pieces one shorter (Dai et al. 2019, appendix B, does the like).
 */
export function byKey(scope: Scope, scores: Value): Value {
  const { graph, lengthRow } = scope;
  const one = graph.integers([1]);
  const flat = graph.operator('Reshape', [scores, graph.integers([0, 0, -1])]);
  const cut = graph.operator('Slice', [
    flat,
    graph.operator('Sub', [lengthRow, one]),
    graph.integers([-1]),
    graph.integers([2]),
  ]);
  const shape = graph.operator('Concat', [graph.integers([0, 0]), lengthRow, graph.integers([-1])], {
    axis: 0,
  });
  const rows = graph.operator('Reshape', [cut, shape]);
  return graph.operator('Slice', [rows, graph.integers([0]), lengthRow, graph.integers([3])]);
}
