import { expect, test } from 'vitest'
import { initialView, type View } from '../../src/model/view.ts'
import { needsOf, orderNeeds } from '../../src/ui/needs.ts'

const sortedBy = (columnId: string): Partial<View> => ({ sort: { columnId, descending: true } })

test.each<[string, Partial<View>, readonly string[]]>([
  ['as usual', {}, []],
  ['sorted by nice value', sortedBy('nice'), []],
  ['sorted by memory', sortedBy('memory'), ['statm']],
  ['sorted by command', sortedBy('command'), ['command']],
  ['sorted by what is swept', sortedBy('pss'), ['rollup']],
  ['of one user', { user: 'ada' }, ['owner']],
  ['without containers', { containers: false }, ['cgroup']],
  ['filtered', { filter: 'command ~ x' }, ['command']],
  ['in groups', { group: 'user' }, ['owner']],
  // What is found is marked, and chosen no less for it.
  ['searched', { search: 'x' }, []],
])('rows %s are chosen and put in order by these facts', (_, view, facets) => {
  expect([...orderNeeds(initialView(view))]).toEqual(facets)
})

test.each<[string, Partial<View>, readonly string[]]>([
  ['as usual', {}, []],
  ['of all that is looked at, less what is swept', { ...sortedBy('pss'), user: 'ada' }, ['owner']],
  ['for a search too', { search: 'x' }, ['owner', 'command']],
])('a scan finds out about everyone %s', (_, view, facets) => {
  expect([...needsOf(initialView(view), []).everyone]).toEqual(facets)
})
