/** The style sheet of managed login pages; its colours and radii are custom properties that come from a style's settings. */
export const MANAGED_STYLE = `
*{box-sizing:border-box}
:root{--gap:1.25rem;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;color:var(--text);background-color:var(--page);
background-image:radial-gradient(60rem 40rem at 10% -10%,color-mix(in srgb,var(--primary-background) 14%,transparent),transparent),
radial-gradient(50rem 40rem at 110% 110%,color-mix(in srgb,var(--primary-background) 10%,transparent),transparent);background-attachment:fixed}
main{flex:1;display:grid;padding:2rem 1rem;grid-template-columns:minmax(0,1fr)}
.column{width:100%;max-width:27.5rem;display:grid;gap:1rem}
.card{display:grid;gap:var(--gap);padding:2.25rem 2rem;border:1px solid var(--form-line);border-radius:var(--form-radius);
background-color:var(--form);box-shadow:0 1px 2px #0001,0 8px 24px #0000000f}
h1{margin:0;font-size:1.5rem;line-height:1.3;font-weight:700;color:var(--heading);overflow-wrap:anywhere}
.intro{display:grid;gap:.375rem}.intro p{margin:0;color:var(--lead);overflow-wrap:anywhere}
.graphic{width:3.5rem;height:3.5rem;color:var(--primary-background)}.graphic img{width:100%;height:100%;object-fit:contain}
form{display:grid;gap:var(--gap);margin:0}form.small{display:flex;flex-wrap:wrap;gap:.375rem;align-items:baseline}
fieldset{border:0;margin:0;padding:0;display:grid;gap:.625rem;min-width:0}
legend,.label{padding:0;font-weight:600;font-size:.9375rem;color:var(--label)}
.field{display:grid;gap:.25rem}.optional{font-weight:400;font-style:italic;color:var(--hint)}
.hint{font-size:.8125rem;color:var(--hint)}
input[type=text],input[type=email],input[type=tel],input[type=password],input[type=date],input[type=url]{width:100%;min-height:2.75rem;
padding:.5rem .75rem;font:inherit;color:var(--label);background-color:var(--input);border:1px solid var(--input-line);border-radius:var(--input-radius)}
input::placeholder{color:var(--placeholder);opacity:1}
input[aria-invalid=true]{border-color:var(--bad)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.box{display:flex;gap:.5rem;align-items:center;color:var(--label);font-size:.9375rem}
input[type=checkbox],input[type=radio]{width:1.125rem;height:1.125rem;margin:0;flex:none;accent-color:var(--option)}
.choice{padding:.75rem;border:1px solid var(--input-line);border-radius:var(--input-radius);background-color:var(--input);overflow-wrap:anywhere}
.choice:has(:checked){border-color:var(--option);box-shadow:inset 0 0 0 1px var(--option)}
button,.button{display:flex;gap:.625rem;align-items:center;justify-content:center;width:100%;min-height:2.75rem;padding:.5rem 1rem;font:inherit;
font-weight:700;text-align:center;text-decoration:none;cursor:pointer;border:1px solid transparent;border-radius:var(--button-radius);overflow-wrap:anywhere}
.primary{background-color:var(--primary-background);color:var(--primary-text)}
.primary:hover{background-color:var(--primary-hover-background);color:var(--primary-hover-text)}
.primary:active{background-color:var(--primary-active-background);color:var(--primary-active-text)}
.secondary{background-color:var(--secondary-background);color:var(--secondary-text);border-color:var(--secondary-border)}
.secondary:hover{background-color:var(--secondary-hover-background);color:var(--secondary-hover-text);border-color:var(--secondary-hover-border)}
.secondary:active{background-color:var(--secondary-active-background);color:var(--secondary-active-text);border-color:var(--secondary-active-border)}
.idp{background-color:var(--idp-background);color:var(--idp-text);border-color:var(--idp-border)}
.idp:hover{background-color:var(--idp-hover-background);color:var(--idp-hover-text);border-color:var(--idp-hover-border)}
.idp img,.idp .initial{width:1.25rem;height:1.25rem;flex:none;object-fit:contain}
.initial{display:grid;place-items:center;border-radius:50%;border:1px solid currentColor;font-size:.75rem;line-height:1}
button.link{width:auto;min-height:1.5rem;padding:0;background:none;border:0;font-weight:600;color:var(--link);text-decoration:underline}
a{color:var(--link);font-weight:600}a:hover,button.link:hover{color:var(--link-lit)}a.button{font-weight:700}
.buttons{display:grid;gap:.75rem}
.divider{display:flex;gap:.75rem;align-items:center;color:var(--hint);font-size:.875rem}
.divider::before,.divider::after{content:"";flex:1;border-top:1px solid var(--divider)}
.links{display:grid;gap:.5rem;margin:0;padding:0;list-style:none;font-size:.9375rem}
.agreement{margin:0;font-size:.8125rem;color:var(--hint)}
.message{margin:0;padding:.75rem 1rem;border:1px solid;border-radius:var(--alert-radius);color:var(--heading);overflow-wrap:anywhere}
.message.error{background-color:var(--error);border-color:var(--error-line)}
.message.success{background-color:var(--success);border-color:var(--success-line)}
.checks{display:grid;gap:.25rem;margin:0;padding:0;list-style:none;font-size:.875rem;color:var(--hint)}
.checks li{display:flex;gap:.5rem}.checks .mark::before{content:"○"}.checks [data-met=yes] .mark::before{content:"✓";color:var(--good)}
.checks [data-met=no] .mark::before{content:"✕";color:var(--bad)}
.qr{display:block;width:12rem;height:12rem;margin:0 auto;padding:.5rem;background:#fff;border-radius:.5rem}
summary{cursor:pointer;color:var(--link);font-weight:600}
code{font:1rem/1.5 ui-monospace,monospace;color:var(--label);overflow-wrap:anywhere}
.logo{display:grid}.logo img{max-width:100%;max-height:5rem}
.START{justify-items:start;justify-content:start}.CENTER{justify-items:center;justify-content:center}.END{justify-items:end;justify-content:end}
.page-header,.page-footer{display:flex;min-height:3.5rem;padding:.5rem 1.5rem;align-items:center}
.page-header{background-color:var(--header);border-bottom:1px solid var(--header-line)}
.page-footer{background-color:var(--footer);border-top:1px solid var(--footer-line)}
.page-header img,.page-footer img{max-height:2.5rem;max-width:50vw}
.hidden-label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
@media(max-width:30rem){body main{padding:0;align-items:stretch}.card{padding:1.75rem 1.25rem;border-width:0;border-radius:0;box-shadow:none;min-height:100%;align-content:start}
.column{align-content:stretch}}
@media(prefers-reduced-motion:no-preference){button,.button{transition:background-color .15s,color .15s}}
`.replaceAll("\n", "");
