/** No import drafts: the pages of manual imports are tested on a real database. */
import type { DraftDesk } from '../../src/domain/report/draft.ts';

export function withoutDrafts(refuse: () => never): DraftDesk {
  return {
    makeDraft: refuse,
    drafts: async () => ({ items: [], total: 0 }),
    draft: refuse,
    changeDraft: refuse,
    matchInDraft: refuse,
    addEntryInDraft: refuse,
    evaluateDraftAgain: refuse,
    discardDraft: refuse,
    applyDraft: refuse,
  };
}
