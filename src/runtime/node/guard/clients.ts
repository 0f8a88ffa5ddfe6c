/**
 * The guard's own clients of the inspector. Whatever makes V8 tell much goes through one of these, and never over our connection:
 * Node up to 24.17 writes to a connection that it has just seen end, and dies of that (nodejs/node#34833); the more it has to say the surer.
 *
 * - `client(hear)` has its events heard by nobody else: they are not emitted, for a program may have its own way to emit.
 * - `ask` has the answer at once, as V8 does what is asked of it before it comes back.
 * - `part(client)` parts with one later, when nothing of V8's is under way: what is called from outside interrupts whatever
 *   runs, even what is told to that very client.
 */
export const CLIENTS = `({ load, safe }) => {
  const { Session } = load('inspector')
  const { setImmediate } = load('timers')
  const { defineProperty } = Object
  let parting = 0
  return {
    client(hear) {
      const client = new Session()
      const emit = (name, message) => { if (name === 'inspectorNotification') safe(() => hear(message)); return true }
      defineProperty(client, 'emit', { value: emit })
      client.connect()
      return client
    },
    ask(client, method, params) {
      let wrong, answer
      client.post(method, params, (error, result) => { wrong = error; answer = result })
      if (wrong) throw wrong
      return answer
    },
    part(client) {
      parting++
      setImmediate(() => { safe(() => client.disconnect()); parting-- })
    },
    parting: () => parting,
  }
}`
