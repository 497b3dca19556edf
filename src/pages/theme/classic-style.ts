/** The style sheet of the classic pages. What customizations change stands in the fifteen classes, each by itself, so that theirs win. */
export const CLASSIC_STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:#fff;color:#333;font:14px/1.43 "Helvetica Neue",Helvetica,Arial,sans-serif}
.container{flex:1;padding:0 15px}
.modal-dialog{width:100%;max-width:350px;margin:30px auto}
.modal-dialog.two-columns{max-width:700px}
.modal-content{border:1px solid #0003;border-radius:6px;box-shadow:0 5px 15px #0003;overflow:hidden}
.modal-body{padding:0 25px 25px}.columns{display:block}
h1{margin:0;font:inherit}form{margin:0 0 5px}p{margin:8px 0}
.logo{text-align:center}
.field{display:block;margin-bottom:10px}.field>span{display:block;margin-bottom:3px}
.field .optional{display:inline;margin-left:.3em;font-style:italic;color:#666}
.box{display:flex;gap:6px;align-items:center;margin:2px 0 10px}
input.form-control{display:block;padding:6px 12px;font:inherit}
.btn{display:flex;align-items:center;justify-content:center;cursor:pointer;border:1px solid transparent;padding:6px 12px;text-align:center;text-decoration:none;border-radius:4px;overflow-wrap:anywhere}
.btn-default{width:100%;min-height:40px;margin:10px 0 0;background:#fff;border-color:#767676;color:#333;font:inherit}
.btn-link{display:inline;padding:0;border:0;background:none;color:#23527c;font:inherit;text-decoration:underline}
a{color:#23527c;text-decoration:underline}
:focus-visible{outline:3px solid #23527c;outline-offset:2px}
fieldset{border:0;margin:0 0 10px;padding:0}legend{padding:0 0 8px}
.choice{display:flex;gap:8px;align-items:center;padding:8px 0;overflow-wrap:anywhere}
.success{padding:5px;border:2px solid #1a7f37;color:#1a7f37;background:#f3faf4}
.divider{margin:15px 0 5px;text-align:center;color:#666}
.qr{display:block;width:190px;height:190px;margin:10px auto}
code{font-size:14px;overflow-wrap:anywhere}summary{cursor:pointer;margin-bottom:8px;color:#23527c}
.visible-xs,.visible-sm{display:block}.visible-md,.visible-lg{display:none}
@media(min-width:992px){.visible-xs,.visible-sm{display:none}.visible-md,.visible-lg{display:block}
.two-columns .columns{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}.two-columns .columns>div+div{border-left:1px solid #ddd;padding-left:40px;margin-left:-20px}
.two-columns .divider{display:none}}
@media(max-width:400px){.container{padding:0}.modal-dialog{margin:0 auto}.modal-content{border-width:0;border-radius:0;box-shadow:none}}
[hidden]{display:none!important}
.background-customizable{background-color:#fff}
.banner-customizable{padding:25px 0;background-color:lightgray}
.logo-customizable{max-width:100%;max-height:30%}
.label-customizable{font-weight:400}
.textDescription-customizable{padding:10px 0;display:block;font-size:16px}
.idpDescription-customizable{padding:10px 0;display:block;font-size:16px}
.legalText-customizable{color:#6b6b6b;font-size:11px}
.submitButton-customizable{font-size:14px;font-weight:bold;margin:20px 0 10px;min-height:40px;width:100%;color:#fff;background-color:#2f6ea5}
.submitButton-customizable:hover{color:#fff;background-color:#245682}
.errorMessage-customizable{padding:5px;font-size:14px;width:100%;background:#f5f5f5;border:2px solid #b3263a;color:#b3263a}
.inputField-customizable{width:100%;height:34px;color:#555;background-color:#fff;border:1px solid #767676}
.inputField-customizable:focus{border-color:#2f6ea5}
.idpButton-customizable{min-height:40px;width:100%;margin-bottom:15px;color:#fff;background-color:#28718a;border-color:#1f5c71}
.idpButton-customizable:hover{color:#fff;background-color:#1f5c71}
.socialButton-customizable{min-height:40px;margin-bottom:15px;border-radius:2px;color:#333;background-color:#fff;border-color:#767676}
.redirect-customizable{text-align:center}
.passwordCheck-notValid-customizable{color:#b3263a}
.passwordCheck-valid-customizable{color:#1a7f00}
.passwordCheck-unknown{color:#666}
`.replaceAll("\n", "");
