// What Afterfit's tokenizers say of the texts that compare.py wrote, against the reference. See there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../../src/formats/json.ts';
import { planTokenizer } from '../../src/model-runner/tokenizer/index.ts';
import { filesOfFolder } from '../../src/node/runner/disk-file.ts';
import { loadTokenizer } from '../../src/node/runner/tokenizer.ts';
import { tokenizerFilesOf } from '../../src/node/runner/tokenizer-files.ts';

interface Expected {
  readonly text: string;
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
  readonly pieces?: readonly number[];
}

export async function run(root: string): Promise<void> {
  for (const kind of readdirSync(root)) {
    const folder = join(root, kind);
    if (!existsSync(join(folder, 'expected.jsonl'))) continue;
    const parsed = parseJson(readFileSync(join(folder, 'config.json'), 'utf8'));
    const config = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
    const { files } = await tokenizerFilesOf(folder, await filesOfFolder(folder), config);
    const tokenizer = await loadTokenizer(planTokenizer(files, config, { maxLength: 900_000, words: false }));
    const expected = readFileSync(join(folder, 'expected.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Expected);
    const began = performance.now();
    const rows = await tokenizer.texts(
      expected.map(({ text }) => text),
      true,
    );
    const seconds = (performance.now() - began) / 1000;
    let ids = 0;
    let offsets = 0;
    let native = 0;
    let compared = 0;
    expected.forEach((one, at) => {
      const own = rows.ids.subarray(rows.first[at], rows.first[at + 1]);
      const same = own.length === one.ids.length && one.ids.every((id, token) => own[token] === id);
      if (same) ids++;
      const units = pointsToUnits(one.text);
      const places = one.offsets.every((point, index) => {
        const token = rows.first[at]! + (index >> 1);
        const unit = (index % 2 === 0 ? rows.start! : rows.end!)[token]!;
        return unit === -1 ? point === 0 : unit === units[point];
      });
      if (same && places) offsets++;
      else if (ids + offsets > 0 && expected.length - offsets < 3)
        console.log(JSON.stringify(one.text), Array.from(own).join(' '), '|', one.ids.join(' '));
      if (one.pieces !== undefined) {
        compared++;
        const content = Array.from(own.subarray(1, -1));
        if (content.length === one.pieces.length && one.pieces.every((id, token) => content[token] === id)) native++;
      }
    });
    console.log(
      `${kind}: ${ids} of ${expected.length} ids equal, ${offsets} ids and offsets equal, ${rows.ids.length} tokens, ${(expected.length / seconds).toFixed(0)} texts/s${
        compared === 0 ? '' : `; SentencePiece itself: ${native} of ${compared}`
      }`,
    );
  }
}

function pointsToUnits(text: string): number[] {
  const units: number[] = [];
  let at = 0;
  for (const character of text) {
    units.push(at);
    at += character.length;
  }
  units.push(at);
  return units;
}
