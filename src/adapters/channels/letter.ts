/** An outgoing mail as nodemailer takes it: the same letter whether it goes by SMTP or into a file. */

import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMail } from '../../domain/ports.ts';

/**
 * The Message-ID comes from the mail's id alone: a second try is the same letter to whoever receives both.
 * Auto-Submitted keeps out-of-office answers away (RFC 3834).
 */
export function letterOf(mail: OutgoingMail, from: string, now: number): SendMailOptions {
  return {
    from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    messageId: `<carillon.${safeId(mail.id)}@${domainOf(from)}>`,
    date: new Date(now),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** An id as part of a file name or Message-ID. */
export function safeId(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]+/g, '-');
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'carillon.invalid';
}
