// Writes schema/report.schema.json from the types of src/model/report.ts. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';

const path = 'schema/report.schema.json';
const generated = createGenerator({
  path: 'src/model/report.ts',
  tsconfig: 'tsconfig.json',
  type: 'Report',
  skipTypeCheck: true,
  additionalProperties: true,
}).createSchema('Report');

// In JSON a table is its description; its values lie beside the report (`*.tables.json`).
generated.definitions.Table = {
  type: 'object',
  description: 'Description of a table whose values lie beside the report.',
  properties: {
    rows: { type: 'number' },
    columns: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, type: { enum: ['number', 'string'] } },
        required: ['name', 'type'],
      },
    },
  },
  required: ['rows', 'columns'],
};
delete generated.definitions.Column;
delete generated.definitions.Float64Array;
for (const name of Object.keys(generated.definitions))
  if (/ArrayBuffer|Float64Array/.test(name)) delete generated.definitions[name];
const text = `${JSON.stringify({ title: 'Afterfit report, version 1', ...generated }, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is not what the types say. Run: npm run schema`);
    process.exit(1);
  }
} else writeFileSync(path, text);
