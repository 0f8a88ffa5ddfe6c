import { describe, expect, it } from 'vitest'
import { surroundingsOf, surroundingsText } from '../../src/procfs/container.ts'

const ID = '0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4'
const OTHER = '4d1e8c6b2a9f70315e8d7c6b5a49382716f5e4d3c2b1a0998877665544332211'
const POD = '1b2c3d4e-0a1b-4c2d-8e3f-9a8b7c6d5e4f'
const POD_ = POD.replaceAll('-', '_')
const STATIC = '9a8b7c6d5e4f30211203f4e5d6c7b8a9'
const USER = '/user.slice/user-1000.slice/user@1000.service'

/** Paths as they are seen on machines, and what they tell. */
const PATHS: readonly (readonly [what: string, path: string, text: string | undefined])[] = [
  ['docker, systemd', `/system.slice/docker-${ID}.scope`, 'docker 0f3c5b8d9e2a'],
  ['docker, cgroupfs', `/docker/${ID}`, 'docker 0f3c5b8d9e2a'],
  ['docker, rootless', `${USER}/user.slice/docker-${ID}.scope`, 'docker 0f3c5b8d9e2a'],
  ['docker, a group within', `/docker/${ID}/jobs/a`, 'docker 0f3c5b8d9e2a'],
  ['docker in docker', `/docker/${OTHER}/docker/${ID}`, 'docker 0f3c5b8d9e2a'],
  ['docker, the daemon itself', '/system.slice/docker.service', 'systemd docker.service'],
  ['podman, systemd', `/machine.slice/libpod-${ID}.scope`, 'podman 0f3c5b8d9e2a'],
  ['podman, rootless', `${USER}/user.slice/libpod-${ID}.scope/container`, 'podman 0f3c5b8d9e2a'],
  ['podman, cgroupfs', `/libpod_parent/libpod-${ID}`, 'podman 0f3c5b8d9e2a'],
  ['podman, its monitor', `/machine.slice/libpod-conmon-${ID}.scope`, `systemd libpod-conmon-${ID}.scope`],
  ['containerd, nerdctl', `/system.slice/nerdctl-${ID}.scope`, 'containerd 0f3c5b8d9e2a'],
  ['containerd, k8s.io', `/k8s.io/${ID}`, 'containerd 0f3c5b8d9e2a'],
  [
    'kubernetes, containerd, systemd',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_}.slice/cri-containerd-${ID}.scope`,
    `kubernetes pod ${POD} · containerd 0f3c5b8d9e2a`,
  ],
  [
    'kubernetes, containerd, drivers at odds',
    `/system.slice/containerd.service/kubepods-burstable-pod${POD_}.slice:cri-containerd:${ID}`,
    `kubernetes pod ${POD} · containerd 0f3c5b8d9e2a`,
  ],
  ['kubernetes, cgroupfs', `/kubepods/burstable/pod${POD}/${ID}`, `kubernetes pod ${POD} · container 0f3c5b8d9e2a`],
  ['kubernetes, guaranteed', `/kubepods/pod${POD}/${ID}`, `kubernetes pod ${POD} · container 0f3c5b8d9e2a`],
  [
    'kubernetes, docker',
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD_}.slice/docker-${ID}.scope`,
    `kubernetes pod ${POD} · docker 0f3c5b8d9e2a`,
  ],
  [
    'kubernetes, cri-o, systemd',
    `/kubepods.slice/kubepods-pod${POD_}.slice/crio-${ID}.scope`,
    `kubernetes pod ${POD} · cri-o 0f3c5b8d9e2a`,
  ],
  [
    'kubernetes, cri-o, cgroupfs',
    `/kubepods/besteffort/pod${POD}/crio-${ID}`,
    `kubernetes pod ${POD} · cri-o 0f3c5b8d9e2a`,
  ],
  [
    'kubernetes, cri-o’s monitor',
    `/kubepods.slice/kubepods-pod${POD_}.slice/crio-conmon-${ID}.scope`,
    `kubernetes pod ${POD}`,
  ],
  [
    'kubernetes, a static pod',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${STATIC}.slice/crio-${ID}.scope`,
    `kubernetes pod ${STATIC} · cri-o 0f3c5b8d9e2a`,
  ],
  [
    'kubernetes in docker',
    `/docker/${OTHER}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${POD_}.slice/cri-containerd-${ID}.scope`,
    `kubernetes pod ${POD} · containerd 0f3c5b8d9e2a`,
  ],
  ['ecs', `/ecs/7f3d5c2b1a/${ID}`, 'container 0f3c5b8d9e2a'],
  ['lxc', '/lxc/web', 'lxc web'],
  ['lxc 4', '/lxc.payload.web/system.slice/nginx.service', 'lxc web'],
  ['lxc, its monitor', '/lxc.monitor.web', undefined],
  ['nspawn', '/machine.slice/systemd-nspawn@build.service/payload', 'nspawn build'],
  ['a service', '/system.slice/ssh.service', 'systemd ssh.service'],
  ['a template’s', '/system.slice/system-getty.slice/getty@tty1.service', 'systemd getty@tty1.service'],
  ['a session', '/user.slice/user-1000.slice/session-4.scope', 'systemd session-4.scope'],
  ['a user’s own', `${USER}/app.slice/app-gnome-code-71.scope`, 'systemd app-gnome-code-71.scope of user 1000'],
  ['a user’s manager', `${USER}/init.scope`, 'systemd init.scope of user 1000'],
  ['the manager’s group', USER, 'systemd user@1000.service'],
  [
    'a virtual machine',
    '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt',
    'systemd machine-qemu\\x2d1\\x2dvm.scope',
  ],
  ['init', '/init.scope', 'systemd init.scope'],
  ['a slice alone', '/system.slice', undefined],
  ['the root', '/', undefined],
  ['one’s own making', '/jobs/night', undefined],
  ['digits, too few', `/docker/${ID.slice(1)}`, undefined],
]

describe('surroundingsOf', () => {
  it.each(PATHS)('%s', (_, path, text) => {
    expect(surroundingsText(surroundingsOf([path]))).toBe(text)
  })

  it('has the id whole, and the unit that it runs under too', () => {
    expect(surroundingsOf([`/system.slice/docker-${ID}.scope`])).toEqual({
      container: { runtime: 'docker', id: ID },
      pod: undefined,
      unit: { name: `docker-${ID}.scope`, uid: undefined },
    })
    expect(surroundingsOf([`${USER}/app.slice/a.service`]).unit).toEqual({ name: 'a.service', uid: 1000 })
  })

  it('looks at all paths of version 1, whose hierarchies differ', () => {
    const { container, unit } = surroundingsOf(['/system.slice/docker.service', `/docker/${ID}`, '/'])
    expect(container).toEqual({ runtime: 'docker', id: ID })
    expect(unit?.name).toBe('docker.service')
  })

  it('hands on nothing that could steer a terminal', () => {
    expect(surroundingsText(surroundingsOf(['/lxc/a\x1b[2J']))).toBe('lxc a␛[2J')
  })
})
