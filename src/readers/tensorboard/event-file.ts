import { visitRecords } from '../../formats/tfrecord.ts';
import { isGitLfsPointer } from '../../formats/torch-archive.ts';
import type { InputProblem, SourceFile } from '../../model/source.ts';
import { createEventLog, createEventWalk, type EventLog } from './events.ts';

/**
 * Files are read in windows of this size, so that a log of gigabytes needs no more memory than its values. Larger
 * windows were not faster (docs/decisions/0003-event-files.md).
 */
export const WINDOW = 4 * 1024 * 1024;

/** What one event file holds, and what was wrong with it. */
export interface EventFile {
  readonly file: SourceFile;
  readonly log: EventLog;
  readonly problem: InputProblem | null;
}

/**
 * Read one event file, window by window. A truncated last record is what a run that was killed leaves: the rest is
 * used and the problem says so. A record whose checksum does not hold ends the file. Never rejects for bad content;
 * rejects when the file cannot be read at all.
 */
export async function readEventFile(file: SourceFile): Promise<EventFile> {
  const log = createEventLog();
  let position = 0;
  let wanted = WINDOW;
  while (position < file.bytes) {
    const offset = position;
    const bytes = await file.readRange(offset, Math.min(wanted, file.bytes - offset));
    if (bytes.length === 0) break;
    if (offset === 0 && isGitLfsPointer(bytes)) return { file, log, problem: notFetched(file) };
    const walk = createEventWalk(bytes, log, offset, file.bytes);
    const end = visitRecords(bytes, 0, walk);
    position = offset + end.position;
    if (end.kind === 'damaged') {
      return { file, log, problem: damaged(file, position, end.part, log.events) };
    }
    const atEnd = offset + bytes.length >= file.bytes;
    if (atEnd || position + end.needed > file.bytes) {
      const left = file.bytes - position;
      return {
        file,
        log,
        problem: left === 0 ? null : truncated(file, position, end.needed, left, log.events),
      };
    }
    // A record that is larger than the window is asked for as a whole; it fits into the file.
    wanted = Math.max(WINDOW, end.needed);
  }
  return { file, log, problem: file.bytes === 0 ? empty(file) : null };
}

const damaged = (
  file: SourceFile,
  position: number,
  part: 'length' | 'data',
  events: number,
): InputProblem => ({
  file: file.path,
  position: `byte ${position}`,
  expected:
    events === 0 && position === 0
      ? 'a TensorBoard event file'
      : `a record whose ${part} matches its checksum`,
  found: 'bytes that do not match it',
  nextStep:
    events === 0
      ? 'Check that the file was copied whole and in binary mode.'
      : `The ${events} events before it were read; copy the file again if it should hold more.`,
  partial: events > 0,
});

const truncated = (
  file: SourceFile,
  position: number,
  needed: number,
  left: number,
  events: number,
): InputProblem => ({
  file: file.path,
  position: `byte ${position}`,
  expected: `a record of ${needed} bytes`,
  found: `${left} bytes before the end of the file`,
  nextStep:
    events === 0
      ? 'Check that the file was copied whole.'
      : `The ${events} events before it were read. A run that was stopped, or that is still writing, leaves such an end.`,
  partial: events > 0,
});

const empty = (file: SourceFile): InputProblem => ({
  file: file.path,
  position: null,
  expected: 'TensorBoard events',
  found: 'an empty file',
  nextStep: 'Nothing was logged into it; it can be deleted.',
  partial: false,
});

const notFetched = (file: SourceFile): InputProblem => ({
  file: file.path,
  position: null,
  expected: 'TensorBoard events',
  found: 'a Git LFS pointer: the file itself was not fetched',
  nextStep: 'Run `git lfs pull` in the repository and try again.',
  partial: false,
});
