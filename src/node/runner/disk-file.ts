import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WeightFile } from '../../model-runner/index.ts';

/** A file of a checkpoint where it really lies: folders of the Hugging Face cache hold links. */
export interface DiskFile extends WeightFile {
  readonly path: string;
  readonly realPath: string;
}

/** The files of one folder; links are followed, what cannot be opened is left out. Folders are not entered. */
export async function filesOfFolder(folder: string): Promise<readonly DiskFile[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  const files = await Promise.all(names.map((name) => diskFile(join(folder, name))));
  return files.filter((file) => file !== null);
}

async function diskFile(path: string): Promise<DiskFile | null> {
  try {
    const realPath = await realpath(path);
    const facts = await stat(realPath);
    if (!facts.isFile()) return null;
    return {
      name: basename(path),
      location: basename(realPath),
      path,
      realPath,
      bytes: facts.size,
      readRange: (offset, length) => readPart(realPath, offset, Math.min(length, facts.size - offset)),
    };
  } catch {
    return null;
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const buffer = new Uint8Array(Math.max(0, length));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === buffer.length ? buffer : buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** A small file as text, null when it is not there. */
export async function textOf(files: readonly DiskFile[], name: string): Promise<string | null> {
  const file = files.find((one) => one.name === name);
  return file === undefined ? null : readFile(file.realPath, 'utf8');
}

/** The folder that the weights really lie in: ONNX Runtime reads external data from one folder. Null when they lie in several. */
export function realFolderOf(files: readonly DiskFile[]): string | null {
  const folders = new Set(files.map((file) => dirname(file.realPath)));
  return folders.size === 1 ? [...folders][0]! : null;
}
