/** Templates that both kinds of pages share. */
export const SHARED_TEMPLATES: Readonly<Record<string, string>> = {
  hidden: `<% for (const [name, value] of Object.entries(it.form.hidden ?? {})) { %><input type="hidden" name="<%= name %>" value="<%= value %>">
<% } %>`,
  passkey: `<% if (it.form.passkey) { %> data-passkey="<%= it.form.passkey.kind %>" data-options="<%= it.form.passkey.options %>" data-failed="<%= it.form.passkey.failed %>" data-unsupported="<%= it.form.passkey.unsupported %>"<% } %>`,
  input: `name="<%= it.field.name %>" type="<%= it.field.type %>" value="<%= it.field.value ?? "" %>"<% if (it.field.placeholder) { %> placeholder="<%= it.field.placeholder %>"<% } %><% if (it.field.autocomplete) { %> autocomplete="<%= it.field.autocomplete %>"<% } %> autocapitalize="none" spellcheck="false"<% if (it.field.numeric) { %> inputmode="numeric"<% } %><% if (!it.field.optional) { %> required<% } %><% if (it.field.focus) { %> autofocus<% } %><% if (it.field.invalid) { %> aria-invalid="true"<% } %><% if (it.described.some(Boolean)) { %> aria-describedby="<%= it.described.filter(Boolean).join(" ") %>"<% } %>`,
  secret: `<img class="qr" src="<%= it.field.image %>" alt="<%= it.field.imageText %>" width="192" height="192">
<details><summary><%= it.field.reveal %></summary><p><span class="label"><%= it.field.label %>:</span> <code id="associationCode"><%= it.field.secret %></code></p></details>`,
  picture: `<% if (it.image) { %><picture><% if (it.mode === "follows" && it.image.dark !== it.image.light) { %><source srcset="<%= it.image.dark %>" media="(prefers-color-scheme: dark)"><% } %><img src="<%= it.mode === "dark" ? it.image.dark : it.image.light %>" alt="<%= it.text %>"></picture><% } %>`,
  agreement: `<% if (it.view.agreement) { %><p class="agreement legalText-customizable"><% for (const part of it.view.agreement) { %><% if (typeof part === "string") { %><%= part %><% } else { %><a href="<%= part.href %>" target="_blank" rel="noopener noreferrer"><%= part.text %></a><% } %><% } %></p>
<% } %>`,
  "developer-bar": `<% if (it.page.developer) { %><aside class="developer-bar" aria-label="For developers"><details open><summary>For developers</summary>
<% for (const hint of it.page.developer.hints) { %><p><%= hint %></p>
<% } %><% for (const sent of it.page.developer.codes) { %><p>Code to <%= sent.destination %>: <code><%= sent.code %></code> <button type="button" data-fill="<%= sent.field %>" data-value="<%= sent.code %>" hidden>Fill in</button></p>
<% } %><% if (it.page.developer.users.length) { %><p>Users: <% for (const user of it.page.developer.users) { %><a href="<%= user.href %>"><%= user.name %></a> <% } %></p>
<% } %><p class="developer-note">Only rockpool shows this; <code>--dev-bar off</code> hides it.</p></details></aside>
<% } %>`,
};
