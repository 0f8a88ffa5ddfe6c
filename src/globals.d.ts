/** The version in package.json, put in by the build. */
declare const NTOP_VERSION: string

/** Programs in other languages are taken in as the texts that they are. */
declare module '*.py' {
  const text: string
  export default text
}
