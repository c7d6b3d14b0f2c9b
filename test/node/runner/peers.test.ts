import { describe, expect, it } from 'vitest';
import { installPeers, loadPeer, MissingPeerError } from '../../../src/node/runner/peers.ts';

const failing = (code: string, message: string) => () =>
  Promise.reject(Object.assign(new Error(message), { code }));

describe('packages that are installed apart', () => {
  it('are asked for with the one command that adds them', async () => {
    const load = loadPeer(
      'tokenizers',
      failing('ERR_MODULE_NOT_FOUND', "Cannot find package 'tokenizers' imported from /x"),
    );
    await expect(load).rejects.toThrow(MissingPeerError);
    await expect(load).rejects.toThrow(
      `Running a checkpoint needs two packages that are installed apart: ${installPeers()}`,
    );
  });

  it('are told apart from those that do not load on this machine', async () => {
    const load = loadPeer(
      'onnxruntime-node',
      failing('ERR_DLOPEN_FAILED', 'libonnxruntime.so.1: cannot open shared object\nat x'),
    );
    await expect(load).rejects.toThrow(
      'onnxruntime-node is installed and does not load here (libonnxruntime.so.1: cannot open shared object).',
    );
  });

  it('come through when they are there', async () => {
    expect(await loadPeer('tokenizers', () => Promise.resolve(7))).toBe(7);
  });

  it.each([
    ['linux', false, 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node tokenizers'],
    ['linux', true, 'ONNXRUNTIME_NODE_INSTALL=skip npm install -g onnxruntime-node tokenizers'],
    // No shell of Windows takes a variable before a command, and nothing has to be kept away there.
    ['win32', false, 'npm install onnxruntime-node tokenizers'],
    ['darwin', true, 'npm install -g onnxruntime-node tokenizers'],
  ])('are added on %s (global: %s) by %s', (platform, global, command) => {
    expect(installPeers(platform, global)).toBe(command);
  });
});
