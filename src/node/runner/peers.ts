/**
 * The one command that adds what running a checkpoint needs. On Linux the installation would ask a server of Microsoft for libraries of
 * graphics cards, which are not used, unless the variable forbids it; elsewhere there are none to ask for, and the shells of
 * Windows would not take a variable before a command. Source: onnxruntime-node, `script/install-metadata.js`.
 */
export const installPeers = (platform: string = process.platform, global = false): string =>
  `${platform === 'linux' ? 'ONNXRUNTIME_NODE_INSTALL=skip ' : ''}npm install ${global ? '-g ' : ''}onnxruntime-node tokenizers`;

/** A package that is not part of Afterfit's own installation and is not there, or does not load on this machine. */
export class MissingPeerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingPeerError';
  }
}

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
    const command = installPeers(process.platform, isGlobal());
    throw new MissingPeerError(
      absent
        ? `Running a checkpoint needs two packages that are installed apart: ${command}`
        : `${packageName} is installed and does not load here (${message.split('\n')[0]}). Install it again: ${command}`,
    );
  }
}
