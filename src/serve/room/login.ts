// Signing in and out.
import { html } from '../../publish/html.ts'
import { roomPage, token } from './frame.ts'
import { backTo, formOf, onTo, page, setSession, type Visit } from './visit.ts'
import type { Word } from './words.ts'

/** `/login`, GET and POST. */
export async function login(visit: Visit): Promise<Response> {
  const { request, house, query, visitor } = visit
  if (request.method !== 'POST')
    return visit.session ? backTo(visit, query.one('to'), '/read/') : page(visit, await loginPage(visit))
  const form = await formOf(visit)
  if (!form) return page(visit, await loginPage(visit, 'stale'), 403)
  const done = await house.accounts.signIn(form.one('name'), form.one('password'), visitor.address)
  if (done.kind === 'wait') {
    visit.headers.set('Retry-After', String(Math.ceil(done.time / 1000)))
    return page(visit, await loginPage(visit, 'wait', form.one('name')), 429)
  }
  if (done.kind === 'wrong') return page(visit, await loginPage(visit, 'wrong', form.one('name')), 401)
  // Always a new session: whatever the browser brought along is not taken over.
  if (visit.session) await house.accounts.close(visit.session)
  setSession(visit, await house.accounts.open(done.user))
  return backTo(visit, query.one('to'), '/read/')
}

/** `/logout`, POST: the session ends here, not only in this browser. */
export async function logout(visit: Visit): Promise<Response> {
  if (!(await formOf(visit))) return page(visit, await loginPage(visit, 'stale'), 403)
  if (visit.session) await visit.house.accounts.close(visit.session)
  setSession(visit, undefined)
  return onTo(visit, visit.house.isPrivate ? '/login' : '/')
}

async function loginPage(visit: Visit, fault?: Word, name = ''): Promise<string> {
  const { say, query, href, house } = visit
  const to = query.one('to')
  const nobody = (await house.accounts.users.all()).length === 0
  return roomPage(visit, {
    title: say('signIn'),
    main: html`<header class="head"><h1>${say('signIn')}</h1></header>
${nobody && html`<p class="notice">${say('noUsers')}</p>\n`}${fault && html`<p class="notice" role="alert">${say(fault)}</p>\n`}<form class="fields" method="post" action="${href('/login')}${to && `?to=${encodeURIComponent(to)}`}">
${token(visit)}
<label>${say('name')} <input name="name" value="${name}" autocomplete="username" autocapitalize="none" required maxlength="60"></label>
<label>${say('password')} <input name="password" type="password" autocomplete="current-password" required maxlength="200"></label>
<p class="row"><button class="main" type="submit">${say('signIn')}</button></p>
</form>`,
  })
}
