import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it, vi } from 'vitest'
import { snapshotJson } from '../../src/export/json.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { derive } from '../../src/model/derive.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'

const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)
const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url))

it.each(['laptop', 'workstation', 'board'])('the sensors of a %s as JSON keep to the schema', async tree => {
  const source = linuxSource({ procfs: fixture('proc/linux-6.18'), sysfs: fixture(`sys/${tree}`) })
  try {
    const scan = () => source.scan({ everyone: new Set() })
    const first = await vi.waitFor(async () => {
      const sample = await scan()
      expect(sample.hardware).toBeDefined()
      return sample
    })
    const snapshot = derive(derive(undefined, first), await scan())
    const document = JSON.parse(
      JSON.stringify(
        snapshotJson(snapshot, { rows: snapshot.processes, troubles: [], facets: new Set(), columns: new Set() }),
      ),
    )
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document.sensors.length).toBeGreaterThan(2)
  } finally {
    source.close()
  }
})
