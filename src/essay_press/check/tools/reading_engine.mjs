// Opens EPUBs in a real reading engine, foliate-js in headless Chromium, and prints what a reader would get as JSON.
//
//     node reading_engine.mjs FOLDER-OF-PACKAGES BROWSER PICTURES BOOK...
//
// There is no server and no network: every request is answered here, from the engine's files and the book, or refused
// and reported. PICTURES is a folder for screenshots (BOOK-NUMBER-SCHEME-SECTION.png), or "-". What is right or wrong
// is for the caller to say.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'

const [, , folder, executablePath, pictures, ...books] = process.argv
const require = createRequire(path.join(folder, 'package.json'))
const { chromium } = require('playwright-core')
const ENGINE = path.join(folder, 'node_modules', 'foliate-js')
const HOST = 'book.invalid'
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.epub': 'application/epub+zip' }
const PAGE = `<!doctype html><meta charset="utf-8">
<style>html, body { margin: 0; height: 100%; color-scheme: light dark } foliate-view { display: block; height: 100% }</style>
<script type="module">
import '/engine/view.js'
const view = window.view = document.createElement('foliate-view')
document.body.append(view)
view.addEventListener('relocate', event => { window.place = event.detail })
await view.open(new File([await (await fetch('/book.epub')).blob()], 'book.epub'))
view.renderer.setAttribute('flow', 'paginated')
view.renderer.setAttribute('max-column-count', '1')
view.renderer.setStyles?.('html { color-scheme: light dark }')
window.ready = true
</script>`

// ---------------------------------------------------------------- run inside the page
const outline = () => {
    const flat = items => (items ?? []).flatMap(item => [item, ...flat(item.subitems)])
    const entry = ({ label, href }) => ({ label: label?.trim() ?? '', href })
    return {
        title: view.book.metadata.title, sections: view.book.sections.map(section => section.id),
        toc: flat(view.book.toc).map(entry), pages: flat(view.book.pageList).map(entry),
        landmarks: (view.book.landmarks ?? []).map(({ label, href, type }) => ({ label, href, type })),
    }
}

const settle = async () => {
    const doc = view.renderer.getContents()[0].doc
    await doc.fonts.ready
    await Promise.all([...doc.images].map(image => image.decode().catch(() => {})))
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
}

const section = () => {
    const doc = view.renderer.getContents()[0].doc
    const dark = matchMedia('(prefers-color-scheme: dark)').matches
    const channels = colour => (colour.match(/[\d.]+/g) ?? []).map(Number)
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = channels(doc.defaultView.getComputedStyle(at).backgroundColor)
            if (colour.length === 3 || colour[3] > 0.99) return colour
        }
        return dark ? [18, 18, 18] : [255, 255, 255]
    }
    let lowest = null, hidden = 0
    const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement, text = node.data.trim()
        if (!text || !element.checkVisibility()) continue
        if (element.closest('nav[hidden]')) hidden += text.length
        const values = [light(channels(doc.defaultView.getComputedStyle(element).color)), light(ground(element))]
        const ratio = (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05)
        if (!lowest || ratio < lowest.ratio) lowest = { ratio, text: text.slice(0, 60) }
    }
    return {
        text: doc.body.innerText.trim().length, lowest, hidden,
        fonts: [...doc.fonts].map(({ family, style, weight, status }) => ({ face: [family, style, weight].join(' '), status })),
        images: [...doc.images].map(image => ({ src: image.getAttribute('src'), width: image.naturalWidth })),
    }
}

const arrive = async href => {
    const target = await view.resolveNavigation(href)
    if (!target || target.index == null || target.index < 0) return false
    await view.goTo(href)
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    const { doc, index } = view.renderer.getContents()[0]
    if (index !== target.index) return false
    const element = href.includes('#') ? target.anchor?.(doc) : doc.body
    return !!element && window.place.range.intersectsNode(element)
}

// Each note called in a section: what the engine shows in a box when the call is clicked, and what the note says.
const notes = async index => {
    const { FootnoteHandler } = await import('/engine/footnotes.js')
    const squeeze = text => (text ?? '').replace(/\s+/g, ' ').trim()
    await view.goTo(index)
    const doc = view.renderer.getContents()[0].doc
    const found = []
    for (const call of doc.querySelectorAll('a[role~="doc-noteref"], a.noteref')) {
        const href = view.book.sections[index].resolveHref(call.getAttribute('href'))
        const target = await view.resolveNavigation(href)
        const page = await view.book.sections[target.index].createDocument()
        const note = target.anchor(page)
        const expected = squeeze((note?.closest('li') ?? note)?.textContent)
        const handler = new FootnoteHandler()
        let box = null
        handler.addEventListener('before-render', event => { box = event.detail.view; document.body.append(box) })
        const shown = new Promise(done => handler.addEventListener('render', event => {
            const inside = event.detail.view.renderer.getContents()[0].doc
            done(squeeze(inside.body.textContent))
        }))
        const onLink = event => handler.handle(view.book, event)?.catch(() => {})
        view.addEventListener('link', onLink, { once: true })
        call.click()
        const text = await Promise.race([shown, new Promise(done => setTimeout(() => done(null), 5000))])
        view.removeEventListener('link', onLink)
        found.push({ call: call.textContent.trim(), shown: text, expected })
    }
    return found
}

// ---------------------------------------------------------------- run here
const open = async (browser, book, scheme) => {
    const context = await browser.newContext({ viewport: { width: 600, height: 800 }, colorScheme: scheme })
    const page = await context.newPage()
    const outside = [], console = []
    page.on('console', message => { if (message.type() === 'error') console.push(message.text()) })
    page.on('pageerror', error => console.push(String(error)))
    await context.route('**/*', route => {
        const url = new URL(route.request().url())
        if (url.protocol === 'blob:' || url.protocol === 'data:') return route.continue()
        if (url.host !== HOST) { outside.push(url.href); return route.abort() }
        if (url.pathname === '/') return route.fulfill({ contentType: 'text/html', body: PAGE })
        if (url.pathname === '/favicon.ico') return route.fulfill({ status: 204, body: '' })
        const file = url.pathname === '/book.epub' ? book : path.join(ENGINE, url.pathname.replace(/^\/engine\//, ''))
        if (!fs.existsSync(file)) { outside.push(url.href); return route.fulfill({ status: 404, body: '' }) }
        return route.fulfill({ contentType: TYPES[path.extname(file)] ?? 'application/octet-stream', body: fs.readFileSync(file) })
    })
    await page.goto(`http://${HOST}/`)
    await page.waitForFunction('window.ready', null, { timeout: 30000 })
    return { context, page, outside, console }
}

const walk = async (page, sections, picture) => {
    const seen = []
    for (let at = 0; at < sections.length; at++) {
        await page.evaluate(index => view.goTo(index), at)
        await page.evaluate(settle)
        seen.push({ id: sections[at], ...await page.evaluate(section) })
        await picture(at)
    }
    return seen
}

const navigate = async (page, found) => {
    for (const list of [found.toc, found.landmarks, found.pages]) {
        for (const entry of list) entry.arrived = await page.evaluate(arrive, entry.href)
    }
    found.notes = []
    for (let at = 0; at < found.sections.length; at++) found.notes.push(...await page.evaluate(notes, at))
}

const read = async (browser, book, number) => {
    const found = { book }
    for (const scheme of ['light', 'dark']) {
        const { context, page, outside, console } = await open(browser, book, scheme)
        if (scheme === 'light') Object.assign(found, await page.evaluate(outline))
        const name = at => path.join(pictures, `${number}-${scheme}-${String(at).padStart(2, '0')}.png`)
        const picture = async at => { if (pictures !== '-') await page.screenshot({ path: name(at) }) }
        found[scheme] = await walk(page, found.sections, picture)
        if (scheme === 'light') await navigate(page, found)
        found.outside = [...found.outside ?? [], ...outside]
        found.console = [...found.console ?? [], ...console]
        await context.close()
    }
    return found
}

// Chromium's own sandbox cannot be had by root; where shared memory is small, as in containers, a page crashes.
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const browser = await chromium.launch({ executablePath, args: [...sandbox, '--disable-dev-shm-usage'] })
const answers = []
for (const [number, book] of books.entries()) {
    try {
        answers.push(await read(browser, book, number))
    } catch (error) {
        answers.push({ book, error: String(error).split('\n')[0] })
    }
}
await browser.close()
process.stdout.write(JSON.stringify({ browser: browser.version(), books: answers }))
