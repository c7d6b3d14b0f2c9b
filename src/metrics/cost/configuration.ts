/** Settings of a `config.json` that decide sizes: numbers, texts and flags by their names; lists of texts joined by `|`. */
export type ConfigurationValues = Readonly<Record<string, string | number | boolean>>;

/** Above any real encoder; what is larger is a broken or hostile file. */
const MOST = 1_000_000;

/** Reads one configuration. A value that is there but no size makes `failed()` true, and the model is not counted. */
export interface ConfigurationReader {
  /** A whole number from 0 on; the first of the names that is there, else the default of the class. */
  size(names: readonly string[], otherwise: number | null): number;
  flag(name: string, otherwise: boolean): boolean;
  text(name: string, otherwise: string): string;
  number(name: string, otherwise: number): number;
  failed(): boolean;
}

export function createConfigurationReader(values: ConfigurationValues): ConfigurationReader {
  let broken = false;
  const own = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  return {
    size(names, otherwise) {
      const found = names.map(own).find((value) => value !== undefined) ?? otherwise;
      if (typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= MOST) return found;
      broken = true;
      return 0;
    },
    flag(name, otherwise) {
      const found = own(name) ?? otherwise;
      if (typeof found === 'boolean') return found;
      broken = true;
      return otherwise;
    },
    text(name, otherwise) {
      const found = own(name) ?? otherwise;
      return typeof found === 'string' ? found : otherwise;
    },
    number(name, otherwise) {
      const found = own(name) ?? otherwise;
      return typeof found === 'number' && Number.isFinite(found) ? found : otherwise;
    },
    failed: () => broken,
  };
}
