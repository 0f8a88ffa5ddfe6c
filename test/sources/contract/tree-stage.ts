import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureTree, statLine } from '../tree.ts'
import { type Actor, HOSTILE_ARGUMENT, SECOND_NAME, type Stage, type Worker } from './stage.ts'

const FIRST_PID = 900_001
/** Of processes that nobody recorded, their parent is the one of `statLine`. */
const PARENT = 1

/** A copy of a recorded tree, into which processes are written and taken out again. */
export class TreeStage implements Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ntop-stage-'))
  readonly procfs = join(this.#folder, 'proc')
  /** Nothing is in it. */
  readonly sysfs = join(this.#folder, 'sys')
  #nextPid = FIRST_PID

  constructor(recorded: string) {
    mkdirSync(this.sysfs)
    cpSync(fixtureTree(recorded), this.procfs, { recursive: true })
  }

  async sleeper(name = 'first'): Promise<Actor> {
    const pid = this.#nextPid++
    this.#write(pid, 'cmdline', `${name}\0${HOSTILE_ARGUMENT}\0`)
    this.#write(pid, 'stat', statLine(pid, { name }))
    return {
      pid,
      ppid: PARENT,
      become: async () => {
        this.#write(pid, 'cmdline', `${SECOND_NAME}\0${HOSTILE_ARGUMENT}\0`)
        this.#write(pid, 'stat', statLine(pid, { name: SECOND_NAME }))
      },
      end: async () => rmSync(join(this.procfs, String(pid)), { recursive: true }),
    }
  }

  async worker(): Promise<Worker> {
    const { pid } = await this.sleeper()
    let userTicks = 7
    return {
      pid,
      work: async cpuMs => {
        userTicks += cpuMs / 10
        this.#write(pid, 'stat', statLine(pid, { userTicks }))
      },
    }
  }

  /** Another process under the number of one who has ended. */
  reborn(pid: number): void {
    this.#write(pid, 'stat', statLine(pid, { name: 'another', start: 777_777 }))
  }

  async clear(): Promise<void> {
    rmSync(this.#folder, { recursive: true })
  }

  /** In one piece: nobody reads half of it. */
  #write(pid: number, file: string, text: string): void {
    const folder = join(this.procfs, String(pid))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(this.#folder, 'half'), text)
    renameSync(join(this.#folder, 'half'), join(folder, file))
  }
}
