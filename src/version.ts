declare const __AFTERFIT_VERSION__: string;

/** The package's version, put in at build time. */
export const version: string = __AFTERFIT_VERSION__;
