import { describe, expect, it } from 'vitest'
import { nodeOptions } from '../../../src/runtime/node/options.ts'

describe('where a Node would open its inspector', () => {
  it.each([
    [['node'], 9229, false],
    [['node', 'a.js', '--inspect=1'], 9229, false],
    [['node', '--inspect', 'a.js'], 9229, true],
    [['node', '--inspect=0', 'a.js'], 0, true],
    [['node', '--inspect-brk=127.0.0.1:9300', 'a.js'], 9300, true],
    [['node', '--inspect=[::1]:9301'], 9301, true],
    [['node', '--inspect=localhost', 'a.js'], 9229, true],
    [['node', '-r', 'x', '--inspect-port', '9302', 'a.js'], 9302, false],
    [['node', '--debug-port=9303', 'a.js'], 9303, false],
    [['node', '--inspect=70000'], 9229, true],
    [['node', '--', '--inspect=1'], 9229, false],
  ])('is told by %j', (args, port, inspects) => {
    expect(nodeOptions(args)).toMatchObject({ port, inspects })
  })

  it('is told by NODE_OPTIONS too, which count less', () => {
    expect(nodeOptions(['node', 'a.js'], '--inspect-port=1 --permission')).toMatchObject({ port: 1, permissions: true })
    expect(nodeOptions(['node', '--inspect-port=2'], '--inspect-port=1')).toMatchObject({ port: 2, permissions: false })
  })
})
