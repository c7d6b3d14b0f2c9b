import { FormatError } from './error.ts';
import { unpickle } from './pickle.ts';
import { isGlobal, isList, isMap, isObject, type PickleObject, type PickleValue } from './pickle-values.ts';
import { type ByteFile, bytesOfType, elementCount, type StoredTensor } from './stored-tensor.ts';
import { isGitLfsPointer } from './torch-archive.ts';
import { looksLikeZip, readZipEntries, readZipEntry, type ZipEntry } from './zip.ts';

/** Names of storage classes (torch/storage.py) as safetensors names the types. */
const typeOfStorage: ReadonlyMap<string, string> = new Map([
  ['DoubleStorage', 'F64'],
  ['FloatStorage', 'F32'],
  ['HalfStorage', 'F16'],
  ['BFloat16Storage', 'BF16'],
  ['LongStorage', 'I64'],
  ['IntStorage', 'I32'],
  ['ShortStorage', 'I16'],
  ['CharStorage', 'I8'],
  ['ByteStorage', 'U8'],
  ['BoolStorage', 'BOOL'],
]);

const LOCAL_HEADER_BYTES = 30;
const LONGEST_LOCAL_HEADER = LOCAL_HEADER_BYTES + 2 * 0xffff;

/**
 * The tensors of a state dict that `torch.save` wrote since version 1.6: a zip whose entries are stored as they are, so that
 * each tensor's numbers lie at a byte offset of the file itself. The pickle is decoded as data, nothing in it is run; the
 * numbers are not read.
 *
 * Throws `FormatError`: for older files, compressed or encrypted entries, big-endian numbers, a tensor whose numbers lie with
 * gaps or in another order (a transposed view), and for anything but a dict of tensors.
 */
export async function readTorchTensors(file: ByteFile): Promise<readonly StoredTensor[]> {
  const start = await file.readRange(0, Math.min(file.bytes, 1024));
  if (start.length === 0) throw new FormatError(null, 'a file written by torch.save', 'an empty file');
  if (isGitLfsPointer(start))
    throw new FormatError(
      null,
      'a file written by torch.save',
      'a Git LFS pointer: the file itself was not fetched',
    );
  if (!looksLikeZip(start))
    throw new FormatError(
      null,
      'a zip as torch.save writes it since version 1.6',
      'another format (load it in Python and save it again with `safe_serialization=True`)',
    );
  const entries = await readZipEntries(file);
  const pickle = entries.find(({ name }) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (!pickle) throw new FormatError(null, 'a zip with an entry data.pkl', 'a zip without one');
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const order = byName.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await contentOf(file, order)) !== 'little')
    throw new FormatError(`${folder}byteorder`, 'little-endian numbers', 'big-endian ones');

  const { value } = unpickle(await contentOf(file, pickle));
  const state = isMap(value) ? value : isObject(value) ? new Map(value.entries) : null;
  if (state === null) throw new FormatError(pickle.name, 'a dict of tensors', 'something else');
  const starts = new Map<string, number>();
  const tensors: StoredTensor[] = [];
  for (const [key, item] of state) {
    const tensor = typeof key === 'string' ? tensorRecipe(item) : null;
    if (typeof key !== 'string' || tensor === null) continue;
    tensors.push(await place(file, byName, starts, folder, key, tensor));
  }
  if (tensors.length === 0) throw new FormatError(pickle.name, 'a dict of tensors', 'one without any');
  return tensors;
}

async function contentOf(file: ByteFile, entry: ZipEntry): Promise<Uint8Array> {
  const length = Math.min(LONGEST_LOCAL_HEADER + entry.compressedBytes, file.bytes - entry.offset);
  return readZipEntry(await file.readRange(entry.offset, length), { ...entry, offset: 0 });
}

/** The arguments of `torch._utils._rebuild_tensor_v2`: storage, offset in it, size, stride, … */
function tensorRecipe(value: PickleValue): readonly PickleValue[] | null {
  if (!isObject(value)) return null;
  const name = `${value.module}.${value.name}`;
  if (name === 'torch._utils._rebuild_tensor_v2') return value.args;
  if (name === 'torch._utils._rebuild_parameter') return tensorRecipe(value.args[0] ?? null);
  // A subclass of Tensor: function, class, arguments, state.
  if (name === 'torch._tensor._rebuild_from_type_v2') return recipeOfSubclass(value);
  return null;
}

function recipeOfSubclass(value: PickleObject): readonly PickleValue[] | null {
  const [inner, , args] = value.args;
  return isGlobal(inner) && inner.name === '_rebuild_tensor_v2' && isList(args) ? args : null;
}

async function place(
  file: ByteFile,
  entries: ReadonlyMap<string, ZipEntry>,
  starts: Map<string, number>,
  folder: string,
  name: string,
  [storage, first, size, stride]: readonly PickleValue[],
): Promise<StoredTensor> {
  const id = storage && typeof storage === 'object' && 'id' in storage ? storage.id : null;
  const [, storageClass, key] = isList(id) ? id : [];
  const dtype = isGlobal(storageClass) ? typeOfStorage.get(storageClass.name) : undefined;
  if (dtype === undefined || typeof key !== 'string')
    throw new FormatError(
      name,
      `a storage among ${[...typeOfStorage.keys()].join(', ')}`,
      isGlobal(storageClass) ? storageClass.name : 'something else',
    );
  if (!isIntegers(size) || !isIntegers(stride) || stride.length !== size.length || typeof first !== 'number')
    throw new FormatError(name, 'a size and as many strides', 'something else');
  const count = elementCount(size);
  if (Number.isNaN(count) || !Number.isSafeInteger(first) || first < 0)
    throw new FormatError(name, 'whole sizes of 0 or more', `[${size.join(', ')}] from ${first}`);
  if (!isContiguous(size, stride))
    throw new FormatError(
      name,
      'numbers that lie row by row',
      `strides [${stride.join(', ')}] of a tensor of size [${size.join(', ')}] (save it again after \`.contiguous()\`)`,
    );
  const width = bytesOfType.get(dtype)!;
  const path = `${folder}data/${key}`;
  const entry = entries.get(path);
  if (!entry) throw new FormatError(name, `an entry ${path} with its numbers`, 'none');
  if (entry.method !== 'stored' || entry.encrypted)
    throw new FormatError(
      name,
      'numbers that are stored as they are',
      entry.encrypted ? 'an encrypted entry' : 'a compressed entry',
    );
  if ((first + count) * width > entry.bytes)
    throw new FormatError(name, `${(first + count) * width} bytes in ${path}`, `${entry.bytes}`);
  let start = starts.get(path);
  if (start === undefined) {
    start = await dataStart(file, entry);
    starts.set(path, start);
  }
  return { name, dtype, shape: size, byteOffset: start + first * width, bytes: count * width };
}

async function dataStart(file: ByteFile, entry: ZipEntry): Promise<number> {
  const header = await file.readRange(entry.offset, LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== 0x04034b50)
    throw new FormatError(`byte ${entry.offset}`, `the header of ${entry.name}`, 'something else');
  const start = entry.offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.bytes > file.bytes)
    throw new FormatError(`byte ${start}`, `${entry.bytes} bytes of ${entry.name}`, `${file.bytes - start}`);
  return start;
}

const isIntegers = (value: PickleValue | undefined): value is readonly number[] =>
  isList(value) && value.every((item) => Number.isSafeInteger(item));

function isContiguous(size: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let i = size.length - 1; i >= 0; i--) {
    if (size[i]! > 1 && stride[i] !== expected) return false;
    expected *= size[i]!;
  }
  return true;
}
