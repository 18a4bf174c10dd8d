// What is being written in one box: kept on the device with every key, until it is sent.

import { type Kept, keptHere } from "../../../islands/kept_here";
import { NOTHING, type Written } from "./conversation_unsent";

/** Words in a box. While a message is changed, `aside` holds what stood there before. */
export interface Draft extends Omit<Written, "thread"> {
  readonly editing: { readonly id: string; readonly body: string } | null;
  readonly aside: string;
}

export const EMPTY: Draft = { ...NOTHING, editing: null, aside: "" };

function isEmpty(draft: Draft): boolean {
  return !(draft.body || draft.quote || draft.files.length || draft.company || draft.editing || draft.aside);
}

export class KeptDraft {
  private readonly kept: Kept<Draft>;

  /** `place`: the conversation, and the message beside which is written. */
  constructor(me: string, conversation: string, thread: string) {
    this.kept = keptHere<Draft>(me, "draft", conversation, thread);
  }

  read(): Draft {
    const found = this.kept.read();
    return typeof found?.body === "string" ? { ...EMPTY, ...found } : EMPTY;
  }

  write(draft: Draft): void {
    if (isEmpty(draft)) this.kept.forget();
    else this.kept.write(draft);
  }

  /** Another window sent or emptied it. Returns the undoing. */
  onForgotten(act: () => void): () => void {
    return this.kept.watch(() => {
      if (this.kept.read() === null) act();
    });
  }
}
