import { MissingPeerError } from '../runner/peers.ts';

const PACKAGE = '@duckdb/node-api';

/** The one command that adds the database. */
const INSTALL_DUCKDB = `npm install ${PACKAGE}`;

export type DuckDB = typeof import('@duckdb/node-api');

/** Loads the database, or throws MissingPeerError. */
export async function loadDuckDB(
  load: () => Promise<DuckDB> = () => import('@duckdb/node-api'),
): Promise<DuckDB> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new MissingPeerError(
      absent
        ? `Install the database that reads files of this size: ${INSTALL_DUCKDB}`
        : `${PACKAGE} is installed and does not load here (${why}). Install it again: ${INSTALL_DUCKDB}`,
    );
  }
}
