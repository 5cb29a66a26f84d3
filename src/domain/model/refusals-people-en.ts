/** English sentences of the refusals about who asks: signing in, passwords, roles. */

import type { Sentences } from './refusals-en.ts';

const ASK_MANAGER = 'Ask a manager of the site to do it.';
const FOUR_WORDS = 'Choose for example a phrase of four words that do not belong together.';

export const PEOPLE_REFUSALS_EN: Readonly<Record<string, Sentences>> = {
  'not-signed-in': {
    title: 'Sign in first',
    cause: 'The request does not say who you are.',
    remedy: 'Sign in; a program sends “Authorization: Bearer” with a valid token.',
  },
  'wrong-password': {
    title: 'Wrong address or password',
    cause: 'The address and the password do not belong together, or the access was taken away.',
    remedy: 'Check what you typed, or choose a new password by “Forgotten password”.',
  },
  'too-many-attempts': {
    title: 'Too many attempts',
    cause: 'Too many attempts have failed for this account, or for many accounts from your internet connection.',
    remedy: 'Try again in {wait}.',
  },
  'not-allowed': {
    title: 'For managers only',
    cause: 'Your access to this site lets you look, not change.',
    remedy: ASK_MANAGER,
  },
  'not-in-supervision': {
    title: 'Not possible in supervision',
    cause: 'An operator may act on a site, but not change its access accounts, managers and readers.',
    remedy: ASK_MANAGER,
  },
  'account-in-supervision': {
    title: 'Not possible in supervision',
    cause:
      'This would end or restore the access account {logins}, and an operator does not change the access accounts of a site.',
    remedy: ASK_MANAGER,
  },
  'password-wrong': {
    title: 'Wrong present password',
    cause: 'This is not your present password.',
    remedy: 'Check what you typed.',
  },
  'password-short': {
    title: 'Password too short',
    cause: 'A password has at least 12 characters.',
    remedy: 'Choose for example a phrase of four words.',
  },
  'password-long': {
    title: 'Password too long',
    cause: 'A password has at most 200 characters.',
    remedy: 'Choose a shorter password.',
  },
  'password-common': {
    title: 'Password too common',
    cause: 'This password is among the first that somebody would try.',
    remedy: FOUR_WORDS,
  },
  'password-personal': {
    title: 'Password too close to your name',
    cause: 'This password is made of your name or address.',
    remedy: FOUR_WORDS,
  },
  'source-reserved': {
    title: 'Source files are for managers',
    cause: 'A source file holds the personal data of all students and staff that it names.',
    remedy: 'Ask a manager of the site for it; in a program, use a token that is not read-only.',
  },
  'read-only': {
    title: 'Read-only access',
    cause: 'This token lets you read, not change.',
    remedy: 'Use a token that allows changes.',
  },
  'form-expired': {
    title: 'Form expired',
    cause: 'The form does not come from your present sign-in.',
    remedy: 'Go back to the page, load it again and try once more.',
  },
  'last-manager': {
    title: 'Last manager',
    cause: 'Nobody else could act on this site: no other manager has chosen a password.',
    remedy: 'Invite another manager first, and wait until that person has signed in.',
  },
  'letter-just-sent': {
    title: 'Message just sent',
    cause: 'A link has gone to this person less than 5 minutes ago.',
    remedy: 'Give it a few minutes to arrive, then try again.',
  },
  'password-chosen': {
    title: 'Password already chosen',
    cause: 'This person has chosen a password and no longer needs the link of the invitation.',
    remedy: 'Who has forgotten it chooses another one by “Forgotten password”, on the sign-in page.',
  },
  'too-many-people': {
    title: 'Too many people',
    cause: 'A site has at most {max} managers and readers.',
    remedy: 'Take the access of those away who do not use it any more.',
  },
  'student-account': {
    title: 'Access account for a student: to be confirmed',
    cause: "{person} is a student. An access account can replace the school's timetable: nothing has been opened.",
    remedy: 'Choose a member of staff or a teacher. If it is meant, tick the confirmation.',
  },
  'password-made-already': {
    title: 'Password made already',
    cause: 'This was asked for before: no other password has been made, and nothing has been sent again.',
    remedy: 'Use the password that was given. If it is lost, open the access accounts and regenerate it.',
  },
};
