/** The version in package.json, put in by the build. */
declare const NTOP_VERSION: string
