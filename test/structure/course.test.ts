import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { demos } from '../../src/cli/demo/demos.ts'
import { heapAsks } from '../../src/cli/heap/asks.ts'

const PROGRAMS = 'test/targets/demos'
const COURSES = ['docs/course.md', 'docs/course.ru.md']
/** `ntop demo NAME`, and not the bare command. */
const NAMED = /`ntop demo ([a-z][a-z-]*)`/g
const MOST_LINES = 450

const ids: readonly string[] = demos.map(({ id }) => id)
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(found => found[1] ?? '')

function programOf(chapter: string): string {
  const id = all(chapter, NAMED)[0]
  return readFileSync(join(PROGRAMS, demos.find(demo => demo.id === id)?.file ?? ''), 'utf8')
}

describe.each(COURSES)('%s', file => {
  const text = readFileSync(file, 'utf8')
  const chapters = text.split(/^## (?=\d+\. )/m).slice(1)

  test('has a chapter for each demo, in the order in which they are listed', () => {
    expect(chapters.map(chapter => all(chapter, NAMED)[0])).toEqual(ids)
    expect(chapters.map(chapter => Number.parseInt(chapter, 10))).toEqual(ids.map((_, i) => i + 1))
  })

  test('names no demo, and nothing to ask of a heap, that there is not', () => {
    for (const name of all(text, NAMED)) expect(ids).toContain(name)
    const asks: readonly string[] = heapAsks.map(({ name }) => name)
    for (const name of all(text, /ntop heap PID (\w+)/g)) expect(asks).toContain(name)
  })

  test('shows lines that are in the program, and names lines that it has', () => {
    for (const chapter of chapters) {
      const program = programOf(chapter)
      const shown = chapter.split('```')[1]?.split('\n').slice(1) ?? []
      // What is left out is marked so.
      const whole = shown.filter(line => !line.includes('...')).map(line => line.replace(/ +(?:#|\/\/) .*$/, '').trim())
      expect(whole.filter(line => line !== '').length).toBeGreaterThan(0)
      for (const line of whole) expect(program).toContain(line)
      for (const [, name = '', at] of chapter.matchAll(/(\w+\.(?:py|cjs|java)):(\d+)/g))
        expect(readFileSync(join(PROGRAMS, name), 'utf8').split('\n')[Number(at) - 1]?.trim(), `${name}:${at}`).toMatch(
          /./,
        )
    }
  })

  test('has code, a command and an exercise with its answer in each chapter', () => {
    for (const chapter of chapters) {
      expect(chapter).toMatch(/^```(?:python|js|java)$/m)
      expect(chapter).toMatch(/`ntop (?:heap|inspect|limit|snapshot|--once)/)
      expect(chapter).toMatch(/^\*(?:Exercise|Задача)\.\* /m)
      expect(chapter).toMatch(/\*(?:Answer|Ответ):\*/)
    }
  })

  test('leads to files that are there, and to the other language', () => {
    const links = all(text, /\]\(([^)#]+)\)/g)
    for (const link of links) expect(existsSync(join(dirname(file), link)), link).toBe(true)
    expect(links).toContain(file === COURSES[0] ? 'course.ru.md' : 'course.md')
    expect(text.split('\n').length).toBeLessThanOrEqual(MOST_LINES)
  })
})

test('README leads to both courses, and names only demos that there are', () => {
  const readme = readFileSync('README.md', 'utf8')
  for (const file of COURSES) expect(readme).toContain(`](${file})`)
  for (const name of all(readme, NAMED)) expect(ids).toContain(name)
})
