import { describeJson, isJsonObject, type JsonObject, type JsonValue } from '../formats/json.ts';
import { code } from '../text/words.ts';
import { CheckpointError, listed } from './refusal.ts';

/** Above any real encoder; a hostile file must not make us build for ever. */
const MOST = { size: 1_000_000, layers: 200 } as const;

/** Typed access to `config.json`; whatever is there but unusable is refused with its name. */
export interface Configuration {
  readonly json: JsonObject;
  /** A whole number of 1 or more; the default stands in when it is absent or null. */
  size(name: string, otherwise?: number): number;
  layers(name: string, otherwise: number): number;
  /** Any whole number, or null when the file says so or says nothing. */
  integer(name: string, otherwise: number | null): number | null;
  real(name: string, otherwise: number): number;
  text(name: string, otherwise: string): string;
  flag(name: string, otherwise: boolean): boolean;
  /** Refuses any value but these; absence and null pass. */
  only(name: string, allowed: readonly JsonValue[], because: string): void;
}

export function createConfiguration(json: JsonValue): Configuration {
  if (!isJsonObject(json))
    throw new CheckpointError(
      'configuration',
      `\`config.json\` holds ${describeJson(json)} instead of settings.`,
    );
  const wrong = (name: string, expected: string): never => {
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: ${code(name)} is ${describeJson(json[name])}; ${expected} was expected.`,
      [name],
    );
  };
  const value = (name: string): JsonValue | undefined => (Object.hasOwn(json, name) ? json[name] : undefined);
  const whole = (name: string, otherwise: number | undefined, most: number): number => {
    const found = value(name) ?? otherwise;
    return typeof found === 'number' && Number.isSafeInteger(found) && found >= 1 && found <= most
      ? found
      : wrong(name, `a whole number from 1 to ${most}`);
  };
  return {
    json,
    size: (name, otherwise) => whole(name, otherwise, MOST.size),
    layers: (name, otherwise) => whole(name, otherwise, MOST.layers),
    integer(name, otherwise) {
      const found = value(name);
      if (found === undefined) return otherwise;
      if (found === null) return null;
      return typeof found === 'number' && Number.isSafeInteger(found) && Math.abs(found) <= MOST.size
        ? found
        : wrong(name, 'a whole number');
    },
    real(name, otherwise) {
      const found = value(name) ?? otherwise;
      return typeof found === 'number' && Number.isFinite(found) ? found : wrong(name, 'a number');
    },
    text(name, otherwise) {
      const found = value(name) ?? otherwise;
      return typeof found === 'string' ? found : wrong(name, 'a text');
    },
    flag(name, otherwise) {
      const found = value(name) ?? otherwise;
      return typeof found === 'boolean' ? found : wrong(name, 'true or false');
    },
    only(name, allowed, because) {
      const found = value(name);
      if (found === undefined || found === null || allowed.includes(found)) return;
      throw new CheckpointError(
        'configuration',
        `\`config.json\`: ${code(name)} is ${describeJson(found)}. ${because} Only ${listed(
          allowed.map((item) => describeJson(item)),
        )} can be run.`,
        [name],
      );
    },
  };
}
