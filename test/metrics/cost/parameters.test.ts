import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConfigurationValues } from '../../../src/metrics/cost/configuration.ts';
import { modelSize } from '../../../src/metrics/cost/parameters.ts';

interface Counted {
  readonly name: string;
  readonly type: string;
  readonly architecture: string;
  readonly labels: number;
  readonly configuration: ConfigurationValues;
  readonly parameters: number;
  readonly tables: number;
}

/** Classes of transformers, built by lab/oracles/parameter_counts.py. */
const { models } = JSON.parse(readFileSync('test/oracles/parameter-counts.json', 'utf8')) as {
  readonly models: readonly Counted[];
};

describe('the parameters of a model, from its configuration', () => {
  it.each(models.map((model) => [`${model.name}, ${model.architecture}`, model] as const))(
    '%s',
    (_, model) => {
      const size = modelSize(model.type, model.architecture, model.configuration, model.labels);
      expect(size?.parameters).toBe(model.parameters);
      expect((size?.parameters ?? 0) - (size?.withoutTables ?? 0)).toBe(model.tables);
    },
  );

  it('counts shared layers for each use where they are multiplied', () => {
    const albert = models.find(
      (model) => model.name === 'albert-base-v2' && /Sequence/.test(model.architecture),
    )!;
    const size = modelSize('albert', albert.architecture, albert.configuration, albert.labels)!;
    expect(size.multiplied).toBeGreaterThan(10 * size.withoutTables);
    const bert = models.find((model) => model.name === 'bert-base-uncased')!;
    const plain = modelSize('bert', bert.architecture, bert.configuration, bert.labels)!;
    expect(plain.multiplied).toBe(plain.withoutTables);
  });

  it('gives nothing for another family, another head, or sizes that are none', () => {
    const { configuration } = models[0]!;
    expect(modelSize('gpt2', 'GPT2ForSequenceClassification', configuration, 2)).toBeNull();
    expect(modelSize('toString', 'BertModel', configuration, 2)).toBeNull();
    expect(modelSize('bert', 'BertForMultipleChoice', configuration, 2)).toBeNull();
    expect(modelSize('bert', 'BertForSequenceClassification', configuration, null)).toBeNull();
    for (const hidden of [-1, 1e12, 0.5, 'wide', true])
      expect(
        modelSize('bert', 'BertForSequenceClassification', { ...configuration, hidden_size: hidden }, 2),
      ).toBeNull();
  });
});
