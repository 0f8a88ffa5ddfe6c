import type { Column } from './column.ts'

export const securityLabel: Column<string> = {
  id: 'secattr',
  aliases: ['label'],
  title: 'SECATTR',
  width: 20,
  align: 'left',
  kind: 'text',
  about: 'Label of the security module: SELinux, AppArmor …',
  needs: ['label'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.rare?.securityLabel,
  format: label => label,
  tone: label => (label === 'unconfined' ? 'dim' : 'plain'),
}
