import { expect, it } from 'vitest'
import { SCENES } from '../../screenshots/scenes.ts'

it('gives each picture a name of its own that ends with its size', () => {
  const names = SCENES.map(scene => scene.name)
  expect(new Set(names).size).toBe(names.length)
  for (const { name, columns, rows } of SCENES) expect(name).toMatch(new RegExp(`^[a-z-]+-${columns}x${rows}$`))
})
