/** A control of an operator's own, as it stands in a rule file; its conditions apart. */
export const OWN_RULE = {
  code: 'too-many-deleted',
  title: { fr: 'Trop de séances supprimées', en: 'Too many sessions deleted' },
  count: 'sessionsDeleted',
  over: 'sessionsRead',
  limit: 0,
  blocking: true,
};
