import { loadPeer } from './peers.ts';

/** ONNX Runtime, or MissingPeerError. The only import of it. */
export const loadRuntime = () => loadPeer('onnxruntime-node', () => import('onnxruntime-node'));
