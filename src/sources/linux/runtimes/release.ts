/** Texts that lie beside a runtime and tell its version. */

/** Of the file `release` in a JDK's folder: `17.0.15`, `1.8.0_392`. */
export function parseJavaRelease(text: string): string | undefined {
  return /^JAVA_VERSION="?(\d[\w.]*)"?\s*$/m.exec(text)?.[1]
}

/** Where that file may be, by the path of the program: up to Java 8 one may run that of the runtime within the JDK. */
export function javaReleasePaths(exe: string): readonly string[] {
  const home = /^(.*?)(\/jre)?\/bin\/[^/]+$/.exec(exe)
  if (home === null) return []
  const [, jdk = '', jre] = home
  return jre === undefined ? [`${jdk}/release`] : [`${jdk}${jre}/release`, `${jdk}/release`]
}

/** Where .NET keeps the runtime that a program has chosen, with its version as a folder: several may be installed. */
const CORECLR = /\/Microsoft\.NETCore\.App\/(\d+\.\d+\.\d+)[^/]*\/libcoreclr\.so$/

/** By the path of a library that is mapped. */
export function dotnetVersion(path: string): string | undefined {
  return CORECLR.exec(path)?.[1]
}
