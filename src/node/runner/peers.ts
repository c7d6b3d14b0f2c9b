/** The one command that adds what running a checkpoint needs. Without the variable, the installation asks a server of Microsoft. */
export const INSTALL_PEERS = 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node tokenizers';

/** A package that is not part of Afterfit's own installation and is not there, or does not load on this machine. */
export class MissingPeerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingPeerError';
  }
}

const installCommand = (): string =>
  isGlobal() ? INSTALL_PEERS.replace('npm install', 'npm install -g') : INSTALL_PEERS;

/** A global installation lies below `lib/node_modules` (or `npm/node_modules` on Windows), and no project is above it. */
const isGlobal = (): boolean =>
  /[\\/](lib|npm)[\\/]node_modules[\\/]afterfit[\\/]/.test(import.meta.url.replace(/^file:\/\//, ''));

/** Loads a peer package, or throws MissingPeerError. */
export async function loadPeer<T>(packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const message = error instanceof Error ? error.message : String(error);
    const absent =
      (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
      message.includes(`'${packageName}'`);
    throw new MissingPeerError(
      absent
        ? `Running a checkpoint needs two packages that are installed apart: ${installCommand()}`
        : `${packageName} is installed and does not load here (${message.split('\n')[0]}). Install it again: ${installCommand()}`,
    );
  }
}
