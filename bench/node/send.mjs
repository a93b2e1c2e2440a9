// node web-push over the same peer: `node send.mjs ENDPOINT P256DH AUTH PUBLIC PRIVATE MESSAGES AT-ONCE`
// prints processor µs per message and how many were accepted.
import https from 'node:https'
import process from 'node:process'
import webpush from 'web-push'

const [endpoint, p256dh, auth, publicKey, privateKey, messages, atOnce] = process.argv.slice(2)
const agent = new https.Agent({ keepAlive: true, maxSockets: Number(atOnce) })
const subscription = { endpoint, keys: { p256dh, auth } }
const vapidDetails = { subject: 'mailto:ops@shop.example.com', publicKey, privateKey }
const payload = 'x'.repeat(300)
let accepted = 0

async function send(count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) {
      const answer = await webpush.sendNotification(subscription, payload, { vapidDetails, TTL: 86400, agent })
      if (answer.statusCode === 201) accepted++
    }
  }
  await Promise.all(Array.from({ length: Number(atOnce) }, worker))
}

await send(Math.min(200, Number(messages))) // let the compiler warm up
accepted = 0
const before = process.cpuUsage()
await send(Number(messages))
const { user, system } = process.cpuUsage(before)
console.log(`${((user + system) / Number(messages)).toFixed(3)} ${accepted}`)
agent.destroy()
