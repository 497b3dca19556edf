/**
 * Templates of the classic pages. Every form stands there twice, for narrow and for wide windows, as people's tests expect it
 * (`.visible-lg #signInFormUsername`, or the second of two).
 */
export const CLASSIC_TEMPLATES: Readonly<Record<string, string>> = {
  classic: `<!DOCTYPE html>
<html lang="<%= it.page.language %>" data-mode="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title><%= it.view.title %></title>
<style nonce="<%= it.page.nonce %>"><%~ it.look.css %></style>
</head>
<body>
<main class="container" id="<%= it.view.page %>"><div class="modal-dialog<%= it.view.providers && it.view.forms.length ? " two-columns" : "" %>">
<div class="modal-content background-customizable modal-content-mobile visible-xs visible-sm"><%~ include("@classic-body", { ...it, copy: "narrow" }) %></div>
<div class="modal-content background-customizable modal-content-desktop visible-md visible-lg"><%~ include("@classic-body", { ...it, copy: "wide" }) %></div>
</div></main>
<%~ include("@developer-bar", it) %>
<script nonce="<%= it.page.nonce %>"><%~ it.page.script %></script>
</body>
</html>
`,
  "classic-body": `<div class="banner-customizable"><div class="logo"><% if (it.look.logo) { %><img class="logo-customizable" src="<%= it.look.logo.image.light %>" alt="logo"><% } %></div></div>
<div class="modal-body">
<% if (it.view.notice) { %><p class="success" role="status"><%= it.view.notice %></p>
<% } %><% if (it.view.error) { %><div id="<%= it.copy %>-error"><p id="loginErrorMessage" class="errorMessage-customizable" role="alert"><%= it.view.error %></p></div>
<% } %><p class="errorMessage-customizable" role="alert" data-script-error hidden></p>
<div class="columns">
<% if (it.view.providers) { %><div><span class="idpDescription-customizable"><%= it.view.providers.description %></span>
<% for (const button of it.view.providers.buttons) { %><a class="btn <%= button.social ? "socialButton-customizable" : "idpButton-customizable" %>" href="<%= button.href %>" aria-label="<%= button.name %>"><%= button.text %></a>
<% } %><% if (it.view.forms.length) { %><div class="divider"><%= it.view.providers.divider %></div><% } %></div>
<% } %><div><h1><span class="textDescription-customizable"><%= it.view.heading %></span></h1>
<% if (it.view.lead) { %><p><%= it.view.lead %></p>
<% } %><% for (const form of it.view.forms) { %><%~ include("@classic-form", { ...it, form }) %><% } %>
<% for (const link of it.view.links) { %><p class="redirect-customizable"><% if (link.before) { %><span><%= link.before %></span> <% } %><a href="<%= link.href %>"><%= link.text %></a></p>
<% } %><%~ include("@agreement", it) %></div>
</div></div>`,
  "classic-form": `<form action="<%= it.form.action %>" method="post"<% if (it.form.name) { %> name="<%= it.form.name %>"<% } %><%~ include("@passkey", it) %>>
<input type="hidden" name="_csrf" value="<%= it.page.csrf %>"><input type="hidden" name="cognitoAsfData" value="">
<%~ include("@hidden", it) %>
<% for (const field of it.form.fields) { %><% if (field.kind === "input") { %><label class="field"><span class="label-customizable"><%= field.label %><% if (field.optional) { %><span class="optional">(<%= field.optional %>)</span><% } %></span>
<input id="<%= field.id %>" class="form-control inputField-customizable" <%~ include("@input", { field, described: [field.invalid && it.copy + "-error"] }) %>></label>
<% } else if (field.kind === "choice") { %><fieldset><legend><%= field.legend %></legend>
<% for (const option of field.options) { %><label class="choice"><input type="radio" name="<%= field.name %>" value="<%= option.value %>"<%= option.chosen ? " checked" : "" %>> <span><%= option.text %></span></label>
<% } %></fieldset>
<% } else if (field.kind === "checks") { %><div data-checks="<%= field.of %>" data-met="<%= field.met %>" data-not-met="<%= field.notMet %>">
<% for (const check of field.checks) { %><div class="checkPassword-<%= check.rule %> passwordCheck-unknown" data-rule="<%= check.rule %>" data-pattern="<%= check.pattern %>"><span aria-hidden="true" class="check"></span><span class="checkPasswordText-<%= check.rule %>"><%= check.text %></span></div>
<% } %></div>
<% } else { %><%~ include("@secret", { field }) %>
<% } %><% } %><% if (it.form.link) { %><a class="redirect-customizable" href="<%= it.form.link.href %>"><%= it.form.link.text %></a>
<% } %><% if (it.form.before) { %><span><%= it.form.before %></span>
<% } %><% for (const submit of it.form.submits) { %><% if (submit.input) { %><input name="<%= submit.name %>" type="Submit" value="<%= submit.text %>" class="btn btn-primary submitButton-customizable" aria-label="<%= submit.input %>">
<% } else { %><button type="submit" class="btn <%= submit.style === "primary" ? "btn-primary submitButton-customizable" : submit.style === "secondary" ? "btn-default" : "btn-link" %>"<% if (submit.name) { %> name="<%= submit.name %>"<% } %><% if (submit.value !== undefined) { %> value="<%= submit.value %>"<% } %>><%= submit.text %></button>
<% } %><% } %></form>`,
};
