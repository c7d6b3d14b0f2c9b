import type { EntitySet } from '../../model/entities.ts';

/** Questions about types that the two sides spell differently: names that differ only in case, and none in common. */
export function questionsOfTypes(
  set: Pick<EntitySet, 'types' | 'reference' | 'predicted'>,
): readonly string[] {
  const used = (types: Int32Array): Set<string> => {
    const seen = new Uint8Array(set.types.length);
    for (let m = 0; m < types.length; m++) seen[types[m]!] = 1;
    return new Set(set.types.filter((_, type) => seen[type] === 1));
  };
  const reference = used(set.reference.type);
  const predicted = used(set.predicted.type);
  const said: string[] = [];
  const byCase = new Map([...reference].map((type) => [type.toLowerCase(), type] as const));
  const pairs = [...predicted].flatMap((type) => {
    const other = byCase.get(type.toLowerCase());
    return other === undefined || other === type || reference.has(type)
      ? []
      : [`\`${other}\` and \`${type}\``];
  });
  if (pairs.length > 0)
    said.push(
      `${pairs.slice(0, 4).join(', ')} differ only in upper and lower case and count as different types; spell them alike in both files if they are the same`,
    );
  else if (reference.size > 0 && predicted.size > 0 && ![...predicted].some((type) => reference.has(type)))
    said.push(
      `the reference has the types ${[...reference].slice(0, 4).join(', ')}, the prediction ${[...predicted].slice(0, 4).join(', ')}: none in common, so nothing can be right; name the types alike in both files`,
    );
  return said;
}
