/**
 * Templates of managed login pages, in Eta's language. `it.view` says what to show (view.ts), `it.look` how (look.ts); `it.page`
 * has what belongs to this one answer. `<%=` escapes. Managed login's `csrf` goes with values that are all JSON, as scripts of its own and people's
 * scripts send them: it is there to be found, and is not sent with values as they were typed.
 */
export const MANAGED_TEMPLATES: Readonly<Record<string, string>> = {
  managed: `<!DOCTYPE html>
<html lang="<%= it.page.language %>" data-mode="<%= it.look.mode %>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title><%= it.view.title %></title>
<% for (const icon of it.look.icons) { %><link rel="icon" href="<%= icon.href %>" type="<%= icon.type %>">
<% } %><style nonce="<%= it.page.nonce %>"><%~ it.look.css %></style>
</head>
<body>
<% if (it.look.header) { %><header class="page-header <%= it.look.header.place %>"><%~ include("@picture", { image: it.look.header.logo, mode: it.look.mode, text: "" }) %></header>
<% } %><main id="<%= it.view.page %>"><div class="column">
<% if (it.look.logo && !it.look.logo.inside && !it.look.logo.bottom) { %><%~ include("@managed-logo", it) %><% } %>
<div class="card">
<% if (it.look.logo && it.look.logo.inside && !it.look.logo.bottom) { %><%~ include("@managed-logo", it) %><% } %>
<% if (it.view.graphic && it.look.graphics) { %><div class="graphic" aria-hidden="true"><% if (it.look.graphics[it.view.graphic]) { %><%~ include("@picture", { image: it.look.graphics[it.view.graphic], mode: it.look.mode, text: "" }) %><% } else { %><%~ it.page.graphics[it.view.graphic] %><% } %></div>
<% } %><div class="intro"><h1><%= it.view.heading %></h1><% if (it.view.lead) { %><p><%= it.view.lead %></p><% } %></div>
<% if (it.view.notice) { %><p class="message success" role="status"><%= it.view.notice %></p>
<% } %><% if (it.view.error) { %><p class="message error" role="alert" id="error"><%= it.view.error %></p>
<% } %><p class="message error" role="alert" id="script-error" hidden></p>
<% if (it.view.providers && it.view.providers.first) { %><%~ include("@managed-providers", it) %>
<% if (it.view.forms.length) { %><div class="divider"><%= it.view.providers.divider %></div><% } %>
<% } %><% for (const form of it.view.forms) { %><%~ include("@managed-form", { ...it, form }) %><% } %>
<% if (it.view.providers && !it.view.providers.first) { %><div class="divider"><%= it.view.providers.divider %></div><%~ include("@managed-providers", it) %>
<% } %><%~ include("@agreement", it) %>
<% if (it.view.links.length) { %><ul class="links"><% for (const link of it.view.links) { %><li><% if (link.before) { %><%= link.before %> <% } %><a href="<%= link.href %>"><%= link.text %></a></li><% } %></ul>
<% } %><% if (it.look.logo && it.look.logo.inside && it.look.logo.bottom) { %><%~ include("@managed-logo", it) %><% } %>
</div>
<% if (it.look.logo && !it.look.logo.inside && it.look.logo.bottom) { %><%~ include("@managed-logo", it) %><% } %>
</div></main>
<% if (it.look.footer) { %><footer class="page-footer <%= it.look.footer.place %>"><%~ include("@picture", { image: it.look.footer.logo, mode: it.look.mode, text: "" }) %></footer>
<% } %><%~ include("@developer-bar", it) %>
<script nonce="<%= it.page.nonce %>"><%~ it.page.script %></script>
</body>
</html>
`,
  "managed-logo": `<div class="logo <%= it.look.logo.place %>"><%~ include("@picture", { image: it.look.logo.image, mode: it.look.mode, text: "" }) %></div>`,
  "managed-providers": `<div class="buttons">
<% for (const button of it.view.providers.buttons) { %><a class="button idp" href="<%= button.href %>"><% if (it.look.providerIcons) { %><% if (it.look.providerIcons[button.name]) { %><%~ include("@picture", { image: it.look.providerIcons[button.name], mode: it.look.mode, text: "" }) %><% } else { %><span class="initial" aria-hidden="true"><%= [...button.name][0].toUpperCase() %></span><% } %><% } %><%= button.text %></a>
<% } %><% if (it.view.providers.search) { %><%~ include("@managed-form", { ...it, form: it.view.providers.search }) %><% } %></div>`,
  "managed-form": `<form action="<%= it.form.action %>" method="post"<% if (it.form.name) { %> name="<%= it.form.name %>"<% } %><% if (it.form.fields.length === 0 && it.form.before) { %> class="small"<% } %><%~ include("@passkey", it) %>>
<input type="hidden" name="_csrf" value="<%= it.page.csrf %>"><input type="hidden" name="csrf" value="<%= JSON.stringify(it.page.csrf) %>" disabled><input type="hidden" name="cognitoAsfData" value="">
<%~ include("@hidden", it) %>
<% for (const field of it.form.fields) { %><% if (field.kind === "input") { %><div class="field">
<label class="label" for="<%= field.id %>"><%= field.label %><% if (field.optional) { %> <span class="optional">– <%= field.optional %></span><% } %></label>
<% if (field.hint) { %><span class="hint" id="<%= field.id %>-hint"><%= field.hint %></span>
<% } %><input id="<%= field.id %>" <%~ include("@input", { field, described: [field.hint && field.id + "-hint", field.invalid && "error"] }) %>>
<% if (field.reveal) { %><label class="box" hidden><input type="checkbox" data-reveals="<%= field.id %>"> <%= field.reveal %></label>
<% } %></div>
<% } else if (field.kind === "choice") { %><fieldset><legend><%= field.legend %></legend>
<% for (const option of field.options) { %><label class="box choice"><input type="radio" name="<%= field.name %>" value="<%= option.value %>"<%= option.chosen ? " checked" : "" %>> <span><%= option.text %></span></label>
<% } %></fieldset>
<% } else if (field.kind === "checks") { %><ul class="checks" data-checks="<%= field.of %>" data-met="<%= field.met %>" data-not-met="<%= field.notMet %>">
<% for (const check of field.checks) { %><li data-rule="<%= check.rule %>" data-pattern="<%= check.pattern %>"><span class="mark" aria-hidden="true"></span><span><%= check.text %></span><span class="hidden-label" data-state></span></li>
<% } %></ul>
<% } else { %><%~ include("@secret", { field }) %>
<% } %><% } %><% if (it.form.link) { %><a href="<%= it.form.link.href %>"><%= it.form.link.text %></a>
<% } %><% if (it.form.before) { %><span><%= it.form.before %></span>
<% } %><% for (const submit of it.form.submits) { %><button type="submit" class="<%= submit.style %>"<% if (submit.name) { %> name="<%= submit.name %>"<% } %><% if (submit.value !== undefined) { %> value="<%= submit.value %>"<% } %>><%= submit.text %></button>
<% } %></form>`,
};
