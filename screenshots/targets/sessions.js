/** A shop whose sessions nobody ends: objects pile up, most of them on one line, some by functions of Node's own. */
import { EventEmitter } from 'node:events'

const shop = new EventEmitter().setMaxListeners(Number.POSITIVE_INFINITY)
const sessions = new Map()
/** @type {object[]} */
const recent = []
const MOST = 60_000
let last = 0

class Session {
  /** @param {string} user */
  constructor(user) {
    this.user = user
    this.openedAt = new Date()
    /** @type {object[]} */
    this.seen = []
  }
}

/** @param {string} user */
function signIn(user) {
  const session = new Session(user)
  sessions.set(user, session)
  if (last % 4 === 0) shop.on('close', () => sessions.delete(user))
  return session
}

/**
 * @param {Session} session
 * @param {number} article
 */
function showPage(session, article) {
  const url = new URL(`https://shop.example/article/${article}?user=${encodeURIComponent(session.user)}`)
  const page = { url, text: `article ${article} `.repeat(8), related: [article + 1, article + 2] }
  session.seen.push({ article, at: Date.now(), prices: new Array(90).fill(article) })
  remember(page)
  return page.text.length
}

/** @param {object} page */
function remember(page) {
  recent.push(page)
  if (recent.length > 3000) recent.shift()
}

setInterval(() => {
  if (sessions.size > MOST) sessions.clear()
  for (let i = 0; i < 12; i++) {
    const session = signIn(`user ${last++}`)
    for (let article = 0; article < 3; article++) showPage(session, article)
  }
}, 20)
