import type { ProcessRecord } from '../model/process.ts'
import { groupRows } from './group-rows.ts'
import { identityRows } from './identity-rows.ts'
import { type Overview, readOverview } from './overview.ts'
import type { Part, Showing } from './part.ts'
import { rightsRows } from './rights-rows.ts'
import { schedulingRows } from './scheduling-rows.ts'
import type { Section, SectionRow } from './section.ts'

export const overviewPart: Part<Overview> = {
  title: 'Overview',
  read: readOverview,
  show: (overview, { record, snapshot }, showing) =>
    overviewSection(overview, record, snapshot.cpu?.cores.length, showing),
}

function overviewSection(
  overview: Overview,
  record: ProcessRecord,
  cores: number | undefined,
  { ended }: Showing,
): Section {
  const rows: SectionRow[] = [
    ...identityRows(overview, record, ended),
    ...titled('Control group', groupRows(overview)),
    ...titled('Scheduling and memory', schedulingRows(overview, record, cores)),
    ...titled('Rights and namespaces', rightsRows(overview)),
  ]
  return { title: 'Overview', kind: 'texts', rows, parts: [] }
}

function titled(heading: string, rows: readonly SectionRow[]): SectionRow[] {
  return rows.map((row, i) => (i === 0 ? { ...row, heading } : row))
}
