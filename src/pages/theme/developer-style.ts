/** The bar for developers: apart from the page, at its foot, in colours of its own. */
export const DEVELOPER_STYLE = `
.developer-bar{padding:.5rem 1rem;background:#1d2733;color:#dfe6ee;font:13px/1.5 ui-monospace,monospace;border-top:3px dashed #f2b134}
.developer-bar p{margin:.25rem 0;overflow-wrap:anywhere}.developer-bar a,.developer-bar summary{color:#f2c76b;font-weight:400}
.developer-bar summary{font-weight:700;margin:0}.developer-bar code{color:#fff;font-size:13px}.developer-bar .developer-note{color:#b3bfcc}
.developer-bar button{display:inline;width:auto;min-height:0;padding:.125rem .5rem;font:inherit;color:#1d2733;background:#f2c76b;border:0;border-radius:3px}
`.replaceAll("\n", "");
