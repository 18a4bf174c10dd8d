// The base of our elements: Lit in the page's own tree, so that the page's styles, labels and forms reach inside.

import { LitElement } from "lit";

export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
