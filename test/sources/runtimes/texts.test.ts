/** What is told by texts and numbers alone. */
import { describe, expect, it } from 'vitest'
import { parseBuildInfo } from '../../../src/sources/linux/runtimes/go.ts'
import { dotnetVersion, javaReleasePaths, parseJavaRelease } from '../../../src/sources/linux/runtimes/release.ts'

const MAGIC = '\xff Go buildinf:'
const never = (): Promise<undefined> => Promise.reject(new Error('nothing is to be read'))

/** As Go 1.18 and later have it: of the `go` of 1.19.8 these are the bytes. */
function inline(version: string, length = version.length): Buffer {
  return Buffer.from(`${MAGIC}\x08\x02${'\0'.repeat(16)}${String.fromCharCode(length)}${version}\xd5\x01`, 'latin1')
}

/** As before: addresses of texts. */
function pointing(at: number): Buffer {
  const info = Buffer.from(`${MAGIC}\x08\x00${'\0'.repeat(16)}`, 'latin1')
  info.writeBigUInt64LE(BigInt(at), 16)
  return info
}

describe('the build information of a Go program', () => {
  it.each([
    ['go1.19.8', '1.19.8'],
    ['go1.22', '1.22'],
    ['go1.21rc2', '1.21rc2'],
    ['go1.22.3 X:boringcrypto', '1.22.3'],
    ['devel go1.23-a1b2c3 Tue Jan 2', '1.23'],
    ['gccgo 12', undefined],
    ['', undefined],
  ])('with %j is of %s', async (text, version) => {
    expect(await parseBuildInfo(inline(text), never)).toBe(version)
  })

  it('of before 1.18 is where it points to', async () => {
    const text = Buffer.from('go1.16.3')
    const header = Buffer.alloc(16)
    header.writeBigUInt64LE(0x9000n, 0)
    header.writeBigUInt64LE(BigInt(text.length), 8)
    const memory = (address: number, bytes: number) =>
      Promise.resolve(address === 0x8000 ? header : address === 0x9000 && bytes === text.length ? text : undefined)
    expect(await parseBuildInfo(pointing(0x8000), memory)).toBe('1.16.3')
    expect(await parseBuildInfo(pointing(0x7000), memory)).toBeUndefined()
    header.writeBigUInt64LE(1n << 40n, 8)
    expect(await parseBuildInfo(pointing(0x8000), memory)).toBeUndefined()
  })

  it('is none where it is cut off, longer than it can be or of another machine', async () => {
    const whole = inline('go1.19.8')
    for (let bytes = 0; bytes < 33; bytes++)
      expect(await parseBuildInfo(whole.subarray(0, bytes), never), `${bytes}`).toBeUndefined()
    expect(await parseBuildInfo(Buffer.concat([whole.subarray(0, 32), Buffer.alloc(8, 0xff)]), never)).toBeUndefined()
    const other = pointing(0x8000)
    other[14] = 4
    expect(await parseBuildInfo(other, never)).toBeUndefined()
    other.writeUInt16LE(0x0108, 14)
    expect(await parseBuildInfo(other, never)).toBeUndefined()
  })
})

describe('the release of a JDK', () => {
  it.each([
    ['IMPLEMENTOR="Debian"\nJAVA_VERSION="17.0.15"\nJAVA_VERSION_DATE="2025-04-15"\n', '17.0.15'],
    ['JAVA_VERSION="1.8.0_392"\r\nOS_NAME="Linux"\r\n', '1.8.0_392'],
    ['JAVA_VERSION="21"\n', '21'],
    ['XJAVA_VERSION="21"\n', undefined],
    ['JAVA_VERSION="\x1b[31m"\n', undefined],
    ['', undefined],
  ])('%j is %s', (text, version) => {
    expect(parseJavaRelease(text)).toBe(version)
  })

  it.each([
    ['/usr/lib/jvm/java-17-openjdk-amd64/bin/java', ['/usr/lib/jvm/java-17-openjdk-amd64/release']],
    ['/opt/jdk8/jre/bin/java', ['/opt/jdk8/jre/release', '/opt/jdk8/release']],
    ['/bin/java', ['/release']],
    ['/java', []],
  ])('of %s lies in %j', (exe, paths) => {
    expect(javaReleasePaths(exe)).toEqual(paths)
  })
})

it.each([
  ['/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.4/libcoreclr.so', '8.0.4'],
  ['/usr/lib/dotnet/shared/Microsoft.NETCore.App/9.0.0-rc.2.24473.5/libcoreclr.so', '9.0.0'],
  ['/srv/app/libcoreclr.so', undefined],
  ['/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.4/libclrjit.so', undefined],
])('the version of .NET by %s is %s', (path, version) => {
  expect(dotnetVersion(path)).toBe(version)
})
